from odoo import models


class SaleOrder(models.Model):
    """An order of a contract is confirmed when the flow of the contract lets it."""

    _inherit = "sale.order"

    def _confirmation_error_message(self):
        refusal = super()._confirmation_error_message() or self._get_flow_refusal()
        order = self.sudo()  # sudo: what was agreed limits the call-off, whoever confirms it
        return refusal or order.contract_id._get_call_off_refusal(order)

    def _get_flow_refusal(self):
        """Say why the order cannot be confirmed yet; False when it can."""
        # sudo: the flow applies to whoever confirms the order
        contract = self.sudo().contract_id
        if not contract or contract._get_allowed_percent("order")[0]:
            return False
        return self.env._(
            "%(order)s belongs to contract %(contract)s, which has to be signed first. Signing it confirms the order "
            "where the flow “%(flow)s” says so.",
            order=self.display_name,
            contract=contract.name,
            flow=contract.flow_id.name,
        )

    def _has_to_be_signed(self):
        """The customer is not asked to sign a quotation that waits for the contract."""
        return super()._has_to_be_signed() and not self._get_flow_refusal()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._get_flow_refusal()

    def _action_confirm(self):
        result = super()._action_confirm()
        # sudo: the flow goes on, whoever confirms the order
        contracts = self.sudo().contract_id
        contracts._after_orders_confirmed(self.sudo())
        contracts._push_flow_at_end()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        # sudo: the plan follows the orders, whoever cancels one
        self.sudo().contract_id._after_orders_cancelled(self.sudo())
        return result
