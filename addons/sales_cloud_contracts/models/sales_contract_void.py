from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class SalesContract(models.Model):
    """A contract that was never performed can be void (作废): as if it had not been, but its number stays."""

    _inherit = "sales.contract"

    date_void = fields.Date("Void Since", readonly=True, copy=False)
    void_reason = fields.Text(readonly=True, copy=False)

    def action_void(self, reason):
        """Make contracts void: their plan is closed and their credit taken back (signed ones: sales managers).

        :param reason: why, shown on the contract
        :raise UserError: something is invoiced, paid or delivered, or an amendment is under way
        """
        return self.write(
            {"state": "void", "date_void": fields.Date.context_today(self), "void_reason": (reason or "").strip()}
        )

    def _get_guards(self):
        return {**super()._get_guards(), "void": self._check_void}

    def _get_hooks(self):
        return {**super()._get_hooks(), "void": self._after_void}

    def _check_void(self, vals):
        if not vals.get("void_reason"):
            raise UserError(self.env._("A contract is void for a reason. Say why."))
        self._check_voidable()

    def _check_voidable(self):
        self._check_approval_unlocked()
        self._check_no_open_amendment()
        for contract in self:
            if contract.state != "draft" and not contract._is_manager():
                raise AccessError(
                    self.env._("Contract %s is signed. Only a sales manager can make it void.", contract.display_name)
                )
            contract._check_never_performed()

    def _check_never_performed(self):
        # sudo: what was done stands in the way, whether or not the caller may see it
        contract = self.sudo()
        documents = contract.collection_ids.match_ids.filtered(lambda match: match._is_alive())
        is_delivered = any(line.qty_delivered > 0 or line.qty_recorded > 0 for line in contract.line_ids)
        if documents or contract.amount_paid or contract.amount_invoiced or is_delivered:
            raise UserError(
                self.env._(
                    "Something of contract %s is invoiced, paid or delivered, so it cannot be void. Terminate it "
                    "instead, with its settlement.",
                    self.display_name,
                )
            )

    def _after_void(self, vals):
        # sudo: plan and ledger follow the contract, whoever may make it void
        self.sudo().collection_ids.write({"is_waived": True})
        for contract in self:
            contract._book_credit(contract.date_void)
