from odoo import models


class SalesContract(models.Model):
    """The rarer steps, which stand in the action menu: refused before their window opens, not after it is filled in."""

    _inherit = "sales.contract"

    def action_open_termination(self):
        """Ask at which final value these contracts end.

        :return: action that asks
        :raise UserError: a contract cannot be terminated in its state, or has a draft invoice or an open amendment
        """
        self.check_access("write")
        self._check_legal("terminated")
        self._check_no_draft_invoice()
        self._check_no_open_amendment()
        return self._ask("sales_cloud_contracts.sales_contract_terminate_action")

    def action_open_void(self):
        """Ask why these contracts are void.

        :return: action that asks
        :raise UserError: a contract cannot be void in its state, or something of it is performed
        """
        self.check_access("write")
        self._check_legal("void")
        self._check_voidable()
        return self._ask("sales_cloud_contracts.sales_contract_void_action")

    def action_open_seal(self):
        """Ask for the seal on this contract.

        :return: action with a new request
        :raise UserError: the contract is over, or not approved yet
        """
        self.ensure_one()
        self.env["sales.contract.seal"].new({"contract_id": self.id})._check_sealable()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_contract_seal_action_new")
        return {**action, "context": {"default_contract_id": self.id}}

    def action_open_refund(self):
        """Ask for a refund of what was invoiced or paid beyond the final value of this terminated contract.

        :return: action with a new refund, proposed on the last instalment that can give it back
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund"),
            "res_model": "sales.refund",
            "views": [[False, "form"]],
            "context": {f"default_{name}": value for name, value in self._prepare_settlement_refund_vals().items()},
        }

    def _prepare_settlement_refund_vals(self):
        if self.amount_to_credit and self.amount_to_refund:
            kind, field, wanted = "money_credit", "amount_paid", min(self.amount_to_credit, self.amount_to_refund)
        elif self.amount_to_credit:
            kind, field, wanted = "credit", "amount_invoiced", self.amount_to_credit
        else:
            kind, field, wanted = "money", "amount_paid", self.amount_to_refund
        able = self.collection_ids.filtered(field)
        line = (able.filtered(lambda line: line[field] >= wanted) or able)[-1:]
        amount = min(wanted, line[field])
        return {"collection_id": line.id, "kind": kind, "amount": amount, "reason": self.termination_reason}

    def _ask(self, xmlid):
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        return {**action, "context": {"default_contract_ids": self.ids}}
