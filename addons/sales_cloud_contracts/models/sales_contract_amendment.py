from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import amending

STATES = [
    ("draft", "Draft"),
    ("approval", "In Approval"),
    ("approved", "Approved"),
    ("signed", "Signed"),
    ("applied", "In Force"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("draft", "approval", "approved", "signed")
# What an amendment says; it changes only while the amendment is a draft.
AMENDED_FIELDS = {
    "contract_id",
    "line_ids",
    "date_start",
    "date_end",
    "note",
    "plan_way",
    "collection_template_id",
    "date_due_extra",
    "date_effective",
}


class SalesContractAmendment(models.Model):
    """A change of a signed contract that both sides agree on (补充协议).

    It holds the contract as it shall be: all lines, the term and the terms, and how the open rest of the plan is laid
    out. In force, the contract takes these values over and keeps its former version (`sales.contract.version`).
    Amounts are in the contract's currency.
    """

    _name = "sales.contract.amendment"
    _description = "Contract Amendment"
    _inherit = ["sales.transition.mixin", "sales.derived.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "contract_id desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _fixed_fields = frozenset({"name", "contract_id"})
    _decided_fields = frozenset({"version_id"})
    _step_fields = {"signed": {"date_signed"}}

    name = fields.Char("Number", default=lambda self: self.env._("New"), required=True, readonly=True, copy=False)
    contract_id = fields.Many2one(
        "sales.contract", required=True, check_company=True, ondelete="cascade", index=True, tracking=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True, precompute=True)
    state = fields.Selection(STATES, "Status", default="draft", required=True, readonly=True, copy=False, tracking=True)
    reason = fields.Text(help="Why the contract changes; approvers and later readers see it.")
    date_signed = fields.Date("Signed On", readonly=True, copy=False, tracking=True)
    date_effective = fields.Date(
        "In Force From",
        default=fields.Date.context_today,
        required=True,
        tracking=True,
        help="Signed, the amendment changes the contract on this day.",
    )
    date_start = fields.Date("Start")
    date_end = fields.Date("End")
    note = fields.Html("Terms and Conditions")
    line_ids = fields.One2many("sales.contract.amendment.line", "amendment_id", "Lines")
    amount_untaxed = fields.Monetary("Untaxed Amount", compute="_compute_amounts", store=True)
    amount_tax = fields.Monetary("Taxes", compute="_compute_amounts", store=True)
    amount_total = fields.Monetary("New Total", compute="_compute_amounts", store=True)
    amount_before = fields.Monetary("Former Total", compute="_compute_amount_before", store=True)
    amount_change = fields.Monetary("Change", compute="_compute_amount_change", store=True)
    plan_way = fields.Selection(
        [
            (amending.SPREAD, "Spread over the open instalments"),
            (amending.EXTRA, "A new instalment; less is taken from the last ones"),
            ("template", "Laid out by a template"),
        ],
        "Open Rest",
        default=amending.SPREAD,
        required=True,
        help="What is invoiced or paid stays. This says how the rest of the new total is collected.",
    )
    collection_template_id = fields.Many2one(
        "sales.collection.template", "Plan Template", check_company=True, ondelete="restrict"
    )
    date_due_extra = fields.Date("New Instalment Due", help="Empty: without a due date for now.")
    version_id = fields.Many2one("sales.contract.version", "New Version", readonly=True, copy=False)
    needs_approval = fields.Boolean(compute="_compute_needs_approval", compute_sudo=True)

    _one_open = models.UniqueIndex(
        "(contract_id) WHERE state IN ('draft', 'approval', 'approved', 'signed')",
        "Another amendment of this contract is under way. Finish or cancel it first.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A contract cannot end before it starts.",
    )
    _effective_idx = models.Index("(date_effective) WHERE state = 'signed'")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("line_ids.price_subtotal", "line_ids.price_total", "currency_id", "company_id")
    def _compute_amounts(self):
        for amendment in self:
            totals = amendment.contract_id._summarize_taxes(amendment.line_ids._prepare_priced_base_lines())
            amendment.amount_untaxed = totals["base_amount_currency"]
            amendment.amount_tax = totals["tax_amount_currency"]
            amendment.amount_total = totals["total_amount_currency"]

    @api.depends("contract_id.amount_total", "version_id")
    def _compute_amount_before(self):
        for amendment in self:
            former = amendment._get_former_version()
            amendment.amount_before = former.amount_total if former else amendment.contract_id.amount_total

    def _get_former_version(self):
        """Return the version that this amendment replaced, empty while it is not in force."""
        number = self.version_id.number - 1
        return self.contract_id.version_ids.filtered(lambda version: version.number == number)

    @api.depends("amount_total", "amount_before")
    def _compute_amount_change(self):
        for amendment in self:
            amendment.amount_change = amendment.amount_total - amendment.amount_before

    @api.depends("amount_total", "contract_id")
    def _compute_needs_approval(self):
        for amendment in self:
            amendment.needs_approval = amendment._is_approval_needed()

    def _is_approval_needed(self):
        return self.contract_id._is_amendment_judged(self.amount_total)

    @api.depends("name", "contract_id.subject")
    def _compute_display_name(self):
        for amendment in self:
            subject = amendment.contract_id.subject
            amendment.display_name = f"{amendment.name} {subject}" if subject else amendment.name

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.flush_model(["state"])  # one that was just cancelled leaves room for another
        for vals in vals_list:
            contract = self.env["sales.contract"].browse(vals.get("contract_id"))
            contract._check_amendable()
            vals.update(
                contract._prepare_amendment_vals() | vals, state="draft", name=contract._next_amendment_number()
            )
        return super().create(vals_list)

    def write(self, vals):
        if AMENDED_FIELDS & vals.keys():
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unsigned(self):
        if any(amendment.state not in ("draft", "cancelled") for amendment in self):
            raise UserError(self.env._("Only drafts and cancelled amendments can be deleted. Cancel the others."))

    def _check_draft(self):
        """Refuse changes of an amendment that is submitted or agreed; its lines call this, too."""
        for amendment in self:
            if amendment.state != "draft":
                raise UserError(
                    self.env._(
                        "Amendment %s is not a draft any more. Return it to draft, or cancel it and make another one.",
                        amendment.name,
                    )
                )
