from odoo import api, fields, models
from odoo.fields import Command


class SalesContractLine(models.Model):
    """What is sold: the line of a quotation, kept as it was agreed."""

    _name = "sales.contract.line"
    _description = "Contract Line"
    _inherit = ["sales.contract.line.mixin", "sales.approval.line.mixin"]
    _order = "contract_id, sequence, id"
    _check_company_auto = True

    _approval_document = "contract_id"

    contract_id = fields.Many2one("sales.contract", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    order_line_id = fields.Many2one("sale.order.line", copy=False, ondelete="set null", index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_contract_draft()
        return lines

    def write(self, vals):
        self._check_contract_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self._check_contract_draft()

    def _check_contract_draft(self):
        """Refuse changes of what was agreed, once it is agreed."""
        self.contract_id._check_agreed_fields({"line_ids": True})

    @api.model
    def _get_judged_line_fields(self):
        return ("discount", "name", "price_unit", "product_id", "product_uom_id", "quantity", "tax_ids")

    def _get_order(self):
        return self.sudo().order_line_id.order_id  # sudo: the totals do not depend on who may see the orders

    def _prepare_invoice_line_vals(self):
        """Return the values of the customer invoice line that bills this line in full."""
        self.ensure_one()
        return {
            "display_type": self.display_type or "product",
            "sequence": self.sequence,
            "name": self.name,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "quantity": self.quantity,
            "discount": self.discount,
            "price_unit": self.price_unit,
            "tax_ids": [Command.set(self.tax_ids.ids)],
            "extra_tax_data": self.extra_tax_data,
        }
