from odoo import api, fields, models


class SalesContractAmendmentLine(models.Model):
    """A line of the contract as it shall be, once the amendment is in force."""

    _name = "sales.contract.amendment.line"
    _description = "Line of a Contract Amendment"
    _inherit = "sales.contract.line.mixin"
    _order = "amendment_id, sequence, id"
    _check_company_auto = True

    amendment_id = fields.Many2one("sales.contract.amendment", required=True, ondelete="cascade", index=True)
    contract_id = fields.Many2one(related="amendment_id.contract_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="amendment_id.company_id", store=True, precompute=True, index=True)
    line_id = fields.Many2one(
        "sales.contract.line",
        "Present Line",
        check_company=True,
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The line of the contract that this one replaces; empty for a new line.",
    )
    quantity_before = fields.Float("Now", related="line_id.quantity", digits="Product Unit")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.amendment_id._check_draft()
        return lines

    def write(self, vals):
        self.amendment_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.amendment_id._check_draft()

    def _get_order(self):
        """New lines join the main order of the contract."""
        # sudo: the totals do not depend on who may see the orders
        line = self.sudo()
        return line.line_id.order_line_id.order_id or line.contract_id._get_amended_order()

    def _prepare_contract_vals(self, order_line):
        """Return the values of the contract line that this line becomes.

        :param order_line: the line that a new line got on the main order, maybe empty
        """
        vals = self._prepare_priced_vals()
        return vals if self.line_id else {**vals, "order_line_id": order_line.id}

    def _prepare_order_line_vals(self):
        """Return what the order says of this line, once it is amended."""
        return {
            "product_uom_qty": self.quantity,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [fields.Command.set(self.tax_ids.ids)],
        }

    def _prepare_new_order_line_vals(self):
        return {
            **self._prepare_order_line_vals(),
            "product_id": self.product_id.id,
            "name": self.name,
            "product_uom_id": self.product_uom_id.id,
            "extra_tax_data": self.extra_tax_data,
        }

    def _prepare_snapshot(self):
        """A replacing line is the same row of the contract."""
        return {**super()._prepare_snapshot(), "key": self.line_id.id or f"new-{self.id}"}
