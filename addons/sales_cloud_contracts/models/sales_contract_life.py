from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesContract(models.Model):
    """The life of a contract: each action is guard, values, write, hook."""

    _inherit = "sales.contract"
    _transitions = frozenset(
        {
            ("draft", "approval"),
            ("approval", "draft"),
            ("draft", "signed"),
            ("approval", "signed"),
            ("signed", "running"),
            ("running", "suspended"),
            ("suspended", "running"),
            ("signed", "done"),
            ("running", "done"),
            ("done", "running"),
            ("signed", "terminated"),
            ("running", "terminated"),
            ("suspended", "terminated"),
            ("terminated", "running"),
            ("terminated", "suspended"),
            ("draft", "void"),
            ("signed", "void"),
            ("running", "void"),
            ("suspended", "void"),
        }
    )
    _fixed_fields = frozenset({"name", "predecessor_id"})
    _decided_fields = frozenset({"version", "date_delivered", "date_accepted"})
    _step_fields = {
        "signed": {"date_signed"},
        "terminated": {"date_terminated", "termination_reason", "amount_settled", "settlement_memory"},
        "void": {"date_void", "void_reason"},
    }

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_sign(self, date=None):
        """Record the signature of both sides: the plan gets its due dates, quotations are confirmed, credit is booked.

        :param date: day of the signature, today when left out; not in the future
        :return: True
        :raise UserError: incomplete, not allowed in this state, or approval is missing
        """
        return self.write({"state": "signed", "date_signed": date or fields.Date.context_today(self)})

    def action_start(self):
        """Put signed or suspended contracts in force."""
        return self.write({"state": "running"})

    def action_suspend(self):
        """Suspend contracts in force: nothing is invoiced until they run again."""
        return self.write({"state": "suspended"})

    def action_done(self):
        """Complete contracts of which nothing is left to collect."""
        return self.write({"state": "done"})

    # ------------------------------------------------------------
    # TRANSITIONS
    # ------------------------------------------------------------

    def _get_guards(self):
        return {
            **super()._get_guards(),
            "draft": self._check_return,
            "approval": self._check_complete,
            "signed": self._check_signature,
            "running": self._check_going_on,
            "suspended": self._check_going_on,
            "done": self._check_collected,
        }

    def _get_hooks(self):
        return {
            **super()._get_hooks(),
            "approval": self._after_submit,
            "signed": self._after_sign,
            "running": self._after_going_on,
            "suspended": self._after_going_on,
        }

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_complete(self, vals):
        """Refuse contracts without lines or whose plan does not make their total."""
        for contract in self:
            if contract.currency_id.is_zero(contract.amount_total):
                raise UserError(
                    self.env._("Contract %s has no amount yet. Add its lines first.", contract.display_name)
                )
        self._check_plan_total()

    def _check_signature(self, vals):
        self._check_complete(vals)
        date = fields.Date.to_date(vals.get("date_signed"))
        if not date or date > fields.Date.context_today(self):
            raise UserError(
                self.env._("A contract is signed on a day that is not in the future. Choose today or an earlier day.")
            )
        self._check_approved()
        self._check_judged(vals)
        for contract in self:
            contract._check_flow("contract", 100.0)

    def _check_collected(self, vals):
        for contract in self:
            if contract.currency_id.compare_amounts(contract.amount_residual, 0.0) > 0:
                raise UserError(
                    self.env._(
                        "Contract %(name)s still has %(amount)s to collect. Collect or waive it first.",
                        name=contract.display_name,
                        amount=contract.currency_id.format(contract.amount_residual),
                    )
                )

    def _is_manager(self):
        return self.env.su or self.env.user.has_group("sales_team.group_sale_salesman_all_leads")

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _after_sign(self, vals):
        self.collection_ids._update_due_dates()
        self._sync_plan_total()
        # sudo: the flow applies to whoever signs
        for contract in self.filtered(lambda contract: contract.flow_id.sudo()._is_automatic("order")):
            contract._push_order()
        for contract in self:
            contract._book_credit(contract.date_signed)

    # ------------------------------------------------------------
    # SPLITS
    # ------------------------------------------------------------

    def _prepare_split_link(self):
        return {"contract_id": self.id}

    # ------------------------------------------------------------
    # SMART BUTTONS
    # ------------------------------------------------------------

    @api.readonly
    def action_view_orders(self):
        """Open the orders of these contracts."""
        return self.order_ids._get_records_action(name=self.env._("Orders"))

    @api.readonly
    def action_view_lead(self):
        """Open the opportunity that led to the contract."""
        return self.lead_id._get_records_action(name=self.env._("Opportunity"))

    @api.readonly
    def action_view_credit(self):
        """Open the credit booked for this contract."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_credit_action")
        return {**action, "domain": [("contract_id", "=", self.id)], "context": {}}
