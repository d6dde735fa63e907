from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "Draft"),
    ("approval", "In Approval"),
    ("signed", "Signed"),
    ("running", "In Force"),
    ("suspended", "Suspended"),
    ("done", "Completed"),
    ("terminated", "Terminated"),
    ("void", "Void"),
]
UNSIGNED_STATES = ("draft", "approval")
# A contract in these states binds nobody: not yet, or as if it had never been.
LOOSE_STATES = (*UNSIGNED_STATES, "void")
# What both sides agreed; it changes only while the contract is a draft.
AGREED_FIELDS = {
    "partner_id",
    "partner_invoice_id",
    "company_id",
    "currency_id",
    "line_ids",
    "fiscal_position_id",
    "payment_term_id",
    "flow_id",
    "note",
}
# Agreed, too, but approvers may still have it changed before the signature.
TERM_FIELDS = {"type_id", "date_start", "date_end"}


class SalesContract(models.Model):
    """What was agreed with a customer, in how many instalments it is collected, and what came in.

    Amounts are in ``currency_id``; those of the plan are tax included. What is invoiced and paid is never entered
    here: it is derived from posted invoices and real reconciliation (`sales.collection.match`).
    """

    _name = "sales.contract"
    _description = "Contract"
    _inherit = [
        "sales.transition.mixin",
        "sales.derived.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "sales.deal.follower.mixin",
        "sales.approval.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "subject", "client_order_ref", "partner_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", default=lambda self: self.env._("New"), required=True, readonly=True, copy=False)
    subject = fields.Char(tracking=True, help="What the contract is about, for example the project.")
    type_id = fields.Many2one(
        "sales.contract.type",
        required=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self._get_default_type(),
    )
    state = fields.Selection(STATES, "Status", default="draft", required=True, readonly=True, copy=False, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, check_company=True, ondelete="restrict", tracking=True
    )
    partner_invoice_id = fields.Many2one(
        "res.partner",
        "Invoice Address",
        compute="_compute_partner_terms",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="restrict",
    )
    client_order_ref = fields.Char("Customer Reference", copy=False)
    user_id = fields.Many2one(
        "res.users", "Owner", index=True, default=lambda self: self.env.user, check_company=True, tracking=True
    )
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="set null",
        index=True,
    )
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", index="btree_not_null", check_company=True, ondelete="set null"
    )
    order_ids = fields.One2many("sale.order", "contract_id", "Orders")
    order_count = fields.Integer(compute="_compute_order_count")
    date_signed = fields.Date("Signed On", readonly=True, copy=False, tracking=True)
    date_start = fields.Date("Start", tracking=True)
    date_end = fields.Date("End", tracking=True)
    date_terminated = fields.Date("Terminated On", readonly=True, copy=False)
    termination_reason = fields.Text(readonly=True, copy=False)
    note = fields.Html("Terms and Conditions")

    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="restrict", default=lambda self: self.env.company.currency_id
    )
    currency_rate = fields.Float(compute="_compute_currency_rate", store=True, precompute=True, digits=0)
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        compute="_compute_partner_terms",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        "Payment Terms",
        compute="_compute_partner_terms",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    line_ids = fields.One2many("sales.contract.line", "contract_id", "Lines", copy=True)
    amount_untaxed = fields.Monetary("Untaxed Amount", compute="_compute_amounts", store=True)
    amount_tax = fields.Monetary("Taxes", compute="_compute_amounts", store=True)
    amount_total = fields.Monetary("Total", compute="_compute_amounts", store=True, tracking=True)
    tax_totals = fields.Binary(compute="_compute_tax_totals", exportable=False)
    collaborator_ids = fields.Many2many(relation="sales_contract_collaborator_rel", column1="contract_id")
    reader_ids = fields.Many2many(relation="sales_contract_reader_rel", column1="contract_id")
    split_ids = fields.One2many("sales.split", "contract_id", "Performance Split", copy=True)
    credit_ids = fields.One2many("sales.credit", "contract_id")

    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A contract cannot end before it starts.",
    )
    _number_unique = models.UniqueIndex(
        "(company_id, name)", "Another contract of this company already has this number."
    )
    _state_idx = models.Index("(company_id, state, date_end)")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    def _get_default_type(self):
        domain = self.env["sales.contract.type"]._check_company_domain(self.env.company)
        return self.env["sales.contract.type"].search(domain, limit=1)

    @api.depends("partner_id", "company_id")
    def _compute_partner_terms(self):
        for contract in self:
            partner = contract.partner_id.with_company(contract.company_id)
            invoice_partner = self.env["res.partner"].browse(partner.address_get(["invoice"])["invoice"])
            contract.partner_invoice_id = invoice_partner if partner else False
            contract.payment_term_id = partner.property_payment_term_id
            contract.fiscal_position_id = (
                self.env["account.fiscal.position"].with_company(contract.company_id)._get_fiscal_position(partner)
            )

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for contract in self:
            contract.team_id = (
                self.env["crm.team"]
                .with_context(allowed_company_ids=contract.company_id.ids, default_team_id=contract.team_id.id)
                ._get_default_team_id(user_id=contract.user_id.id)
            )

    @api.depends("currency_id", "company_id", "date_signed")
    def _compute_currency_rate(self):
        for contract in self:
            contract.currency_rate = self.env["res.currency"]._get_conversion_rate(
                contract.company_id.currency_id,
                contract.currency_id,
                contract.company_id,
                contract.date_signed or fields.Date.context_today(contract),
            )

    @api.depends("line_ids.price_subtotal", "line_ids.price_total", "currency_id", "company_id")
    def _compute_amounts(self):
        for contract in self:
            totals = contract._get_tax_summary()
            contract.amount_untaxed = totals["base_amount_currency"]
            contract.amount_tax = totals["tax_amount_currency"]
            contract.amount_total = totals["total_amount_currency"]

    @api.depends_context("lang")
    @api.depends("line_ids.price_subtotal", "line_ids.price_total", "currency_id", "company_id")
    def _compute_tax_totals(self):
        for contract in self:
            contract.tax_totals = contract._get_tax_summary()

    def _get_priced_base_lines(self):
        """Return the priced lines with their tax details, rounded as Odoo rounds a document."""
        self.ensure_one()
        return self.line_ids._prepare_priced_base_lines()

    def _get_tax_summary(self):
        return self._summarize_taxes(self._get_priced_base_lines())

    def _summarize_taxes(self, base_lines):
        return self.env["account.tax"]._get_tax_totals_summary(
            base_lines=base_lines,
            currency=self.currency_id or self.company_id.currency_id,
            company=self.company_id,
        )

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group([("contract_id", "in", self.ids)], ["contract_id"], ["__count"])
        )
        for contract in self:
            contract.order_count = counts.get(contract, 0)

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = f"{contract.name} {contract.subject}" if contract.subject else contract.name

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals.update(name=self._get_number(vals, company), state="draft")
        contracts = super().create(vals_list)
        contracts._start_splits()
        return contracts

    def write(self, vals):
        self._check_agreed_fields(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        kept = self.filtered(lambda contract: contract.state not in UNSIGNED_STATES)
        if kept:
            raise UserError(
                self.env._(
                    "Contract %s is signed, so it cannot be deleted. Terminate it instead; its history stays.",
                    kept[0].display_name,
                )
            )

    def _get_number(self, vals, company):
        """Return the number of a new contract."""
        return self._next_number(company)

    def _next_number(self, company):
        # sudo: numbers are drawn for whoever may create a contract; sequences themselves are for administrators
        number = self.env["ir.sequence"].sudo().with_company(company).next_by_code("sales.contract")
        if not number:
            raise UserError(
                self.env._(
                    "%s has no sequence for contract numbers. Ask the administrator to restore “sales.contract”.",
                    company.name,
                )
            )
        return number

    def _check_agreed_fields(self, vals):
        """Refuse changes of what was agreed, once it is agreed."""
        changed = (AGREED_FIELDS | TERM_FIELDS) & vals.keys()
        locked = self.filtered(lambda contract: changed & contract._get_locked_fields())
        locked -= locked._get_being_amended()
        if locked:
            labels = [self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(changed)]
            raise UserError(
                self.env._(
                    "Contract %(name)s is not a draft any more, so %(fields)s cannot be changed. "
                    "Return it to draft before it is signed, or amend it afterwards.",
                    name=locked[0].display_name,
                    fields=", ".join(labels),
                )
            )

    def _get_locked_fields(self):
        """Return the names of the agreed fields that nobody changes in the present state."""
        if self.state == "draft":
            return set()
        return AGREED_FIELDS if self.state in UNSIGNED_STATES else AGREED_FIELDS | TERM_FIELDS

    def _get_being_amended(self):
        """Return those of these contracts whose agreed fields change lawfully just now; amending extends it."""
        return self.browse()

    def _check_going_on(self, vals):
        """Extend with what contracts need to be in force, or in force again."""

    def _after_going_on(self, vals):
        """Extend with what follows when contracts are in force, or in force again."""
