from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("draft", "Draft"),
    ("approval", "In Approval"),
    ("approved", "To Issue"),
    ("issued", "Issued"),
    ("red", "Red-Lettered"),
    ("void", "Void"),
    ("cancelled", "Cancelled"),
]
INVOICE_TYPES = [("normal", "Normal Invoice"), ("special", "Special VAT Invoice")]


class SalesInvoiceRequest(models.Model):
    """A representative asks finance for an invoice of instalments, with what has to stand on it.

    Amounts are tax included, in the contract's currency. What is invoiced is derived from the invoices that finance
    makes of it; the number of the tax invoice is recorded here.
    """

    _name = "sales.invoice.request"
    _description = "Invoice Request"
    _inherit = ["mail.thread", "sales.request.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _decided_fields = frozenset({"move_ids", "tax_invoice_number", "date_issued", "red_number", "undo_reason"})
    _asked_fields = frozenset({"contract_id", "invoice_type", "title", "tax_id", "address", "bank_account", "line_ids"})

    contract_id = fields.Many2one("sales.contract", required=True, check_company=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    invoice_type = fields.Selection(INVOICE_TYPES, "Type", default="normal", required=True, tracking=True)
    title = fields.Char(
        "Invoice Title", compute="_compute_title", store=True, readonly=False, precompute=True, required=True
    )
    tax_id = fields.Char("Tax Number", compute="_compute_title", store=True, readonly=False, precompute=True)
    address = fields.Char("Address and Phone", compute="_compute_title", store=True, readonly=False, precompute=True)
    bank_account = fields.Char("Bank and Account")
    note = fields.Text(help="What finance should know, for example where the invoice is sent.")
    line_ids = fields.One2many("sales.invoice.request.line", "request_id", "Instalments")
    amount = fields.Monetary(compute="_compute_amount", store=True)
    state = fields.Selection(STATES, "Status", default="draft", required=True, readonly=True, copy=False, tracking=True)
    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True, copy=False)
    tax_invoice_number = fields.Char(readonly=True, copy=False, tracking=True, help="The number of the tax invoice.")
    date_issued = fields.Date("Issued On", readonly=True, copy=False)
    red_number = fields.Char("Red-Letter Number", readonly=True, copy=False)
    undo_reason = fields.Char("Reason", readonly=True, copy=False)

    _number_once = models.UniqueIndex(
        "(company_id, tax_invoice_number) WHERE tax_invoice_number IS NOT NULL",
        "This tax invoice number is recorded already. Check it.",
    )
    _special_needs_tax_id = models.Constraint(
        "CHECK (invoice_type != 'special' OR state IN ('draft', 'cancelled') OR tax_id IS NOT NULL)",
        "A special VAT invoice needs the customer's tax number.",
    )
    _undone_has_reason = models.Constraint(
        "CHECK (state NOT IN ('red', 'void') OR undo_reason IS NOT NULL)", "A red letter or a void needs a reason."
    )

    @api.depends("contract_id")
    def _compute_title(self):
        for request in self:
            partner = (request.contract_id.partner_invoice_id or request.partner_id).commercial_partner_id
            request.title = request.title or partner.name
            request.tax_id = request.tax_id or partner.vat
            parts = [partner.state_id.name, partner.city, partner.street, partner.phone]
            request.address = request.address or " ".join(part for part in parts if part)

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        """Propose the first instalment of which something is not invoiced."""
        # sudo: how much is invoiced is no secret to whoever sees the contract
        following = self.contract_id.collection_ids.filtered(lambda line: line.sudo()._get_amount_to_bill() > 0)[:1]
        proposed = [fields.Command.create({"collection_id": line.id}) for line in following]
        self.line_ids = [fields.Command.clear(), *proposed]

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for request in self:
            request.amount = sum(request.line_ids.mapped("amount"))

    @api.depends("contract_id.display_name", "title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for request in self:
            request.display_name = self.env._(
                "Invoice of %(contract)s for %(title)s",
                contract=request.contract_id.name or "",
                title=request.title or "",
            )

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_finance(self):
        self.check_access("read")
        if not self.env["sales.collection"]._is_finance():
            raise AccessError(self.env._("Only finance issues invoices. Ask finance to do it."))

    def _check_complete(self):
        """Refuse what the tax office would: nothing to invoice, another contract's instalment, no tax number."""
        for request in self:
            if not request.line_ids:
                raise UserError(self.env._("Say which instalments are to be invoiced."))
            if request.line_ids.collection_id.contract_id != request.contract_id:
                raise UserError(
                    self.env._("All instalments of a request belong to contract %s.", request.contract_id.display_name)
                )
            if request.invoice_type == "special" and not (request.tax_id and request.address and request.bank_account):
                raise UserError(
                    self.env._(
                        "A special VAT invoice needs the customer's tax number, address and phone, bank and account."
                    )
                )
            request.line_ids._check_billable()
