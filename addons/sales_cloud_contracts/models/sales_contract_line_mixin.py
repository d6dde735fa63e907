from odoo import api, fields, models
from odoo.fields import Command


class SalesContractLineMixin(models.AbstractModel):
    """A priced line, section or note of a contract, or of what will change it.

    The contract gives currency, taxes and language; the concrete model says how its lines are linked with it.
    """

    _name = "sales.contract.line.mixin"
    _description = "Priced Line of a Contract"
    _inherit = ["sales.derived.mixin"]

    contract_id = fields.Many2one("sales.contract")
    company_id = fields.Many2one(related="contract_id.company_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    sequence = fields.Integer(default=10)
    display_type = fields.Selection(
        [("line_section", "Section"), ("line_subsection", "Subsection"), ("line_note", "Note")]
    )
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

    def _prepare_priced_base_lines(self):
        """Return the priced lines with their tax details, rounded as Odoo rounds a document.

        Lines of one order are rounded together, so that the contract totals the sum of its orders.
        """
        AccountTax = self.env["account.tax"]
        base_lines = []
        priced = self.filtered(lambda line: not line.display_type)
        for lines in priced.grouped(lambda line: line._get_order()).values():
            company = lines.contract_id.company_id or self.env.company
            of_order = [line._prepare_base_line() for line in lines]
            AccountTax._add_tax_details_in_base_lines(of_order, company)
            AccountTax._round_base_lines_tax_details(of_order, company)
            base_lines += of_order
        return base_lines

    def _get_order(self):
        """Return the order that the line is rounded with, empty without one."""
        raise NotImplementedError

    def _prepare_priced_vals(self):
        """Return what was agreed on this line, as values of another line."""
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "display_type": self.display_type,
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.quantity,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [Command.set(self.tax_ids.ids)],
            "extra_tax_data": self.extra_tax_data,
        }

    def _prepare_snapshot(self):
        """Return what the line says, as `tools.versions` compares it."""
        self.ensure_one()
        return {
            "key": self.id,
            "type": self.display_type or None,
            "name": self.name,
            "quantity": self.quantity,
            "unit": self.product_uom_id.name or None,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "taxes": ", ".join(self.tax_ids.mapped("name")),
            "amount": self.price_subtotal,
        }
