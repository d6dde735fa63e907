from odoo import models


class SalesContract(models.Model):
    """The rarer steps, which stand in the action menu: refused before their window opens, not after it is filled in."""

    _inherit = "sales.contract"

    def action_open_termination(self):
        """Ask at which final value these contracts end.

        :return: action that asks
        :raise UserError: a contract cannot be terminated in its state
        """
        self.check_access("write")
        self._check_legal("terminated")
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

    def _ask(self, xmlid):
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        return {**action, "context": {"default_contract_ids": self.ids}}
