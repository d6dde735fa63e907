from odoo import api, fields, models
from odoo.fields import Command


class SalesContractLine(models.Model):
    """What is sold: the line of a quotation, kept as it was agreed."""

    _name = "sales.contract.line"
    _description = "Contract Line"
    _order = "contract_id, sequence, id"
    _check_company_auto = True

    contract_id = fields.Many2one("sales.contract", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    display_type = fields.Selection(
        [("line_section", "Section"), ("line_subsection", "Subsection"), ("line_note", "Note")]
    )
    order_line_id = fields.Many2one("sale.order.line", ondelete="set null", index="btree_not_null")
    product_id = fields.Many2one("product.product", check_company=True, ondelete="restrict")
    name = fields.Text(
        "Description", compute="_compute_product", store=True, readonly=False, precompute=True, required=True
    )
    quantity = fields.Float(digits="Product Unit", default=1.0)
    product_uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_product", store=True, readonly=False, precompute=True, ondelete="restrict"
    )
    price_unit = fields.Float(
        "Unit Price",
        min_display_digits="Product Price",
        compute="_compute_product",
        store=True,
        readonly=False,
        precompute=True,
    )
    discount = fields.Float("Discount (%)", digits="Discount")
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        compute="_compute_product",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('type_tax_use', '=', 'sale')]",
    )
    extra_tax_data = fields.Json(help="Fixed tax amounts of global discounts, as the quotation keeps them.")
    price_subtotal = fields.Monetary("Untaxed Amount", compute="_compute_amount", store=True)
    price_total = fields.Monetary("Total", compute="_compute_amount", store=True)

    _text_has_no_price = models.Constraint(
        "CHECK (display_type IS NULL OR (product_id IS NULL AND price_unit = 0 AND quantity = 0))",
        "A section or a note has no product, price or quantity.",
    )

    @api.depends("product_id")
    def _compute_product(self):
        for line in self:
            product = line.product_id.with_context(lang=line.contract_id.partner_id.lang)
            taxes = product.taxes_id._filter_taxes_by_company(line.company_id)
            line.name = product.get_product_multiline_description_sale() if product else line.name
            line.product_uom_id = product.uom_id
            line.tax_ids = line.contract_id.fiscal_position_id.map_tax(taxes)
            line.price_unit = (
                product._get_tax_included_unit_price(
                    line.company_id,
                    line.currency_id,
                    fields.Date.context_today(line),
                    "sale",
                    fiscal_position=line.contract_id.fiscal_position_id,
                )
                if product
                else 0.0
            )

    @api.depends("quantity", "price_unit", "discount", "tax_ids", "contract_id.currency_id")
    def _compute_amount(self):
        for line in self:
            base_line = line._prepare_base_line()
            company = line.company_id or self.env.company
            self.env["account.tax"]._add_tax_details_in_base_line(base_line, company)
            self.env["account.tax"]._round_base_lines_tax_details([base_line], company)
            line.price_subtotal = base_line["tax_details"]["total_excluded_currency"]
            line.price_total = base_line["tax_details"]["total_included_currency"]

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

    def _prepare_base_line(self):
        """Return the line in the form that Odoo's tax engine computes with."""
        self.ensure_one()
        contract = self.contract_id
        is_discount = (self.extra_tax_data or {}).get("computation_key", "").startswith("global_discount,")
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            self,
            quantity=self.quantity,
            partner_id=contract.partner_id,
            currency_id=contract.currency_id,
            rate=contract.currency_rate,
            name=self.name,
            **({"special_type": "global_discount"} if is_discount else {}),
        )

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
