from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesDeliveryLine(models.Model):
    """How much of a contract line was delivered, in its unit."""

    _name = "sales.delivery.line"
    _description = "Delivery Record Line"
    _order = "delivery_id, sequence, id"
    _check_company_auto = True

    delivery_id = fields.Many2one("sales.delivery", required=True, ondelete="cascade", index=True)
    contract_id = fields.Many2one(related="delivery_id.contract_id")
    company_id = fields.Many2one(related="delivery_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    contract_line_id = fields.Many2one(
        "sales.contract.line",
        "Product or Service",
        required=True,
        check_company=True,
        ondelete="restrict",
        index=True,
        domain="[('contract_id', '=', contract_id), ('display_type', '=', False)]",
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    product_uom_id = fields.Many2one(related="contract_line_id.product_uom_id")
    quantity_agreed = fields.Float(related="contract_line_id.quantity", string="Agreed")
    quantity_left = fields.Float("Left", digits="Product Unit", compute="_compute_quantity_left")

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A delivered quantity is above zero.")
    _line_once = models.UniqueIndex(
        "(delivery_id, contract_line_id)", "A delivery has each line of the contract once. Change its quantity instead."
    )

    @api.depends("contract_line_id.quantity", "contract_line_id.qty_recorded")
    def _compute_quantity_left(self):
        for row in self:
            row.quantity_left = row.contract_line_id.quantity - row.contract_line_id.qty_recorded

    @api.constrains("contract_line_id", "delivery_id")
    def _check_own_contract(self):
        for row in self:
            if row.contract_line_id.contract_id != row.delivery_id.contract_id:
                foreign = row.contract_line_id.name
                raise ValidationError(
                    self.env._("“%s” belongs to another contract. Choose a line of this one.", foreign)
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_delivery_draft()
        return rows

    def write(self, vals):
        self._check_delivery_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self._check_delivery_draft()

    def _check_delivery_draft(self):
        self.delivery_id._check_still_draft({"line_ids": True})
