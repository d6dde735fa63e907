from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class SaleOrderLine(models.Model):
    """A line of a quotation becomes one of the contract, or calls a part of one off."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "sales.approval.line.mixin"]

    _approval_document = "order_id"

    contract_line_id = fields.Many2one(
        "sales.contract.line",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The line of a framework contract that this line calls a part of off.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "qty_delivered" in vals:
            # sudo: the contract follows the delivery, whoever records it
            lines = self.sudo()
            (lines.contract_line_id.contract_id | lines.order_id.contract_id)._after_delivered()
        return result

    @api.constrains("product_uom_qty", "product_uom_id", "contract_line_id")
    def _check_call_off(self):
        """No more is called off than was agreed, also when a quotation or an order is changed afterwards."""
        for line in self.sudo().contract_line_id:  # sudo: what was agreed holds for whoever changes the order
            if refusal := line._get_over_call_refusal():
                raise ValidationError(refusal)

    @api.model
    def _get_judged_line_fields(self):
        return ("discount", "name", "price_unit", "product_id", "product_uom_id", "product_uom_qty", "tax_ids")

    def _is_as_agreed(self, line):
        """Say whether this line of an order says what the line of the contract says; without one it bills nothing."""
        self.ensure_one()
        currency = self.order_id.currency_id
        if not line:
            return currency.is_zero(self.price_subtotal)
        same_amount = not currency.compare_amounts(self.price_subtotal, line.price_subtotal)
        return same_amount and self.tax_ids == line.tax_ids

    def _prepare_contract_line_vals(self, sequence):
        """Return the contract line that keeps this line as it was agreed."""
        self.ensure_one()
        return {
            "order_line_id": self.id,
            "sequence": sequence,
            "display_type": self.display_type,
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.product_uom_qty,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [Command.set(self.tax_ids.ids)],
            "extra_tax_data": self.extra_tax_data,
        }
