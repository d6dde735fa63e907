from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import instalments
from .sales_collection_template_line import DUE_BASES

OPEN_STATES = ("open", "partial")
# What of an instalment is approved together with its contract.
DUE_RULE_FIELDS = {"due_base", "due_days", "due_month_end", "due_fixed_date"}
DUE_FIELDS = DUE_RULE_FIELDS | {"date_due"}
PLANNED_FIELDS = {"contract_id", "amount", "name"} | DUE_FIELDS


class SalesCollection(models.Model):
    """One instalment of a contract.

    ``amount`` is tax included, in the contract's currency. What is invoiced and paid comes from the matches with
    invoices and payments; whether it is overdue is a question of today, so it is asked and never stored.
    """

    _name = "sales.collection"
    _description = "Collection Plan Instalment"
    _inherit = ["sales.derived.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "contract_id, sequence, id"
    _rec_names_search = ["name", "contract_id.name", "partner_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"
    _decided_fields = frozenset({"is_waived"})

    contract_id = fields.Many2one("sales.contract", required=True, ondelete="cascade", index=True)
    contract_state = fields.Selection(related="contract_id.state", string="State of the Contract")
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="contract_id.user_id", store=True, precompute=True, index=True)
    team_id = fields.Many2one(related="contract_id.team_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Instalment", required=True)
    due_base = fields.Selection(DUE_BASES, required=True, default="fixed")
    due_days = fields.Integer("Days After")
    due_month_end = fields.Boolean("From Month End")
    due_fixed_date = fields.Date("Fixed Date")
    date_due = fields.Date("Due", tracking=True, help="Empty while what it counts from has not happened yet.")
    is_due_by_hand = fields.Boolean(
        "Due Date Set by Hand", readonly=True, help="The day was entered by a person, so no event replaces it."
    )
    amount = fields.Monetary(required=True, tracking=True, help="Tax included.")
    is_waived = fields.Boolean("Waived", readonly=True, copy=False, tracking=True)

    match_ids = fields.One2many("sales.collection.match", "collection_id", "Matches")
    amount_invoiced = fields.Monetary("Invoiced", compute="_compute_progress", store=True)
    amount_paid = fields.Monetary("Collected", compute="_compute_progress", store=True)
    amount_waived = fields.Monetary("Waived Amount", compute="_compute_progress", store=True)
    amount_residual = fields.Monetary("To Collect", compute="_compute_progress", store=True)
    state = fields.Selection(
        [("open", "Open"), ("partial", "Partly Paid"), ("paid", "Paid"), ("waived", "Waived")],
        "Status",
        compute="_compute_progress",
        store=True,
    )
    is_overdue = fields.Boolean("Overdue", compute="_compute_overdue", search="_search_is_overdue")
    days_overdue = fields.Integer(compute="_compute_overdue")
    is_kept = fields.Boolean(compute="_compute_is_kept", help="Invoiced, paid or waived: a new plan leaves it alone.")
    invoice_ids = fields.Many2many("account.move", compute="_compute_invoices", string="Invoices")
    has_draft_invoice = fields.Boolean(compute="_compute_invoices")

    _due_idx = models.Index("(company_id, date_due) WHERE state IN ('open', 'partial')")
    _due_days_range = models.Constraint("CHECK (due_days >= 0)", "The days after the due base cannot be negative.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("amount", "is_waived", "match_ids.amount_invoiced", "match_ids.amount_paid", "currency_id")
    def _compute_progress(self):
        for line in self:
            currency = line.currency_id or line.env.company.currency_id
            line.amount_invoiced = currency.round(sum(line.match_ids.mapped("amount_invoiced")))
            line.amount_paid = currency.round(sum(line.match_ids.mapped("amount_paid")))
            left = currency.round(line.amount - line.amount_paid)
            line.amount_waived = left if line.is_waived else 0.0
            line.amount_residual = currency.round(left - line.amount_waived)
            line.state = line._get_state(currency, left)

    def _get_state(self, currency, left):
        if self.is_waived:
            return "waived"
        if currency.is_zero(left):
            return "paid"
        return "open" if currency.is_zero(self.amount_paid) else "partial"

    @api.depends("date_due", "state")
    @api.depends_context("tz")
    def _compute_overdue(self):
        today = fields.Date.context_today(self)
        for line in self:
            line.is_overdue = bool(line.date_due and line.date_due < today and line.state in OPEN_STATES)
            line.days_overdue = (today - line.date_due).days if line.is_overdue else 0

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "in", OPEN_STATES) & Domain("date_due", "<", fields.Date.context_today(self))
        if set(value) == {True, False}:
            return Domain.TRUE
        return overdue if True in value else ~overdue

    @api.depends("is_waived", "match_ids.amount_invoiced", "match_ids.amount_paid", "match_ids.move_id.state")
    def _compute_is_kept(self):
        for line in self:
            line.is_kept = bool(line.is_waived or line.amount_paid or line.amount_invoiced or line.has_draft_invoice)

    @api.depends("match_ids.move_id.state")
    def _compute_invoices(self):
        for line in self:
            # sudo: the owner of a contract may see which invoices belong to it
            moves = line.sudo().match_ids.move_id
            line.invoice_ids = moves
            line.has_draft_invoice = "draft" in moves.mapped("state")

    @api.depends("name", "contract_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.contract_id.name} {line.name}" if line.contract_id else line.name

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._note_hand_set_due(vals) for vals in vals_list])
        lines.contract_id._check_not_submitted()
        lines.contract_id._check_plan_at_end()
        return lines

    def write(self, vals):
        if not PLANNED_FIELDS.isdisjoint(vals):
            self.contract_id._check_not_submitted()
        if "amount" in vals or "contract_id" in vals:
            self._check_amount_open(vals)
            self.contract_id._check_plan_at_end()
        return super().write(self._note_hand_set_due(vals))

    def unlink(self):
        self.contract_id._check_not_submitted()
        self._check_amount_open({"amount": 0.0})
        self.contract_id._check_plan_at_end()
        return super().unlink()

    @api.model
    def _note_hand_set_due(self, vals):
        """Remember that a person entered the due date; clearing it, or another rule, leaves it to the rule again."""
        if "is_due_by_hand" in vals or DUE_FIELDS.isdisjoint(vals):
            return vals
        return {**vals, "is_due_by_hand": bool(vals.get("date_due"))}

    def _check_amount_open(self, vals):
        """Refuse to take from an instalment what is invoiced, paid or waived of it."""
        amount = vals.get("amount")
        for line in self.filtered("is_kept"):
            if "contract_id" in vals or not line._can_become(amount):
                raise UserError(
                    self.env._(
                        "Instalment %s is already invoiced, paid or waived, so its amount stays. "
                        "Change another instalment, or credit the invoice first.",
                        line.display_name,
                    )
                )

    def _can_become(self, amount):
        """Say whether this instalment can have another amount: a waived one stays, others cover what is fixed."""
        change = self.currency_id.compare_amounts(amount, self.amount)
        if self.is_waived or not change:
            return not change
        sign = -1 if self.amount < 0 else 1
        return self.currency_id.compare_amounts(sign * amount, sign * self._get_amount_fixed()) >= 0

    def _get_amount_fixed(self):
        """Return what no new plan takes away: billed (drafts included), paid or waived; call-offs stay as ordered."""
        self.ensure_one()
        if self.is_waived:
            return self.amount
        billed = self.amount - self._get_amount_to_bill()
        return max(billed, self.amount_paid, key=abs)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_waive(self, reason):
        """Give up what is still open on these instalments (sales managers and finance).

        :param reason: why, logged on the instalment
        """
        self._check_may_waive()
        if not (reason or "").strip():
            raise UserError(self.env._("A waiver needs a reason. Say why the amount is given up."))
        # sudo: who may waive was checked, and nobody else writes it
        self.sudo().filtered(lambda line: line.state in OPEN_STATES).write({"is_waived": True})
        self._message_log_batch({line.id: self.env._("Waived: %s", reason) for line in self})
        return True

    def action_unwaive(self):
        """Take a waiver back.

        :raise UserError: the contract is void or terminated, which closed the instalment
        """
        self._check_may_waive()
        for line in self.filtered(lambda line: line.contract_id.state in ("void", "terminated")):
            raise UserError(
                self.env._(
                    "Instalment %s was closed with its contract. Take the termination back, or make a new contract.",
                    line.display_name,
                )
            )
        self.sudo().write({"is_waived": False})  # sudo: as for the waiver
        self.contract_id._reopen_completed()
        return True

    def _check_may_waive(self):
        self.check_access("write")
        if not (self._is_finance() or self.contract_id._is_manager()):
            raise AccessError(self.env._("Only a sales manager or finance can waive an instalment."))

    def _prepare_waived_vals(self, amount):
        """Return the instalment that takes over the part of this one that is given up."""
        self.ensure_one()
        return {"name": self.name, "sequence": self.sequence, "amount": amount, "is_waived": True}

    def _prepare_snapshot(self):
        """Return what the instalment says, as `tools.versions` compares it."""
        self.ensure_one()
        day = fields.Date.to_string(self.date_due) or None
        rule = {"due_base": self.due_base, "due_days": self.due_days, "due_month_end": self.due_month_end}
        return {"key": self.id, "name": self.name, "date_due": day, "amount": self.amount, **rule}

    # ------------------------------------------------------------
    # DUE DATES
    # ------------------------------------------------------------

    def _sort_oldest_first(self):
        """Return these instalments in the order in which money fills them; those without a due day come last."""
        return self.sorted(lambda line: (line.date_due or date.max, line.sequence, line.id))

    def _update_due_dates(self):
        """Set the due dates that the events so far allow; a day entered by hand stays."""
        for line in self:
            day = line._get_date_due(line._get_due_anchors())
            is_free = not line.is_due_by_hand and (day or line.due_base != "fixed")
            if is_free and line.date_due != (day or False):
                line.write({"date_due": day, "is_due_by_hand": False})

    def _get_date_due(self, anchors):
        return instalments.due_date(self.due_base, self.due_days, self.due_month_end, self.due_fixed_date, anchors)

    def _get_due_terms(self):
        """Return in what was agreed about the due day; a day that follows from events is not part of it."""
        names = ("due_base", "due_days", "due_month_end", "due_months", "due_fixed_date")
        return [str(self[name] or "") for name in names] + [str(self.is_due_by_hand and self.date_due)]

    def _get_date_due_when_invoiced(self, day):
        """Return when this instalment, which counts from its invoice, is due if that is dated ``day``."""
        if self.is_due_by_hand:
            return self.date_due
        return self._get_date_due({"invoice": self._get_due_anchors()["invoice"] or day})

    def _get_due_anchors(self):
        """Return the days that due dates count from; a draft is shown as if it were signed on its start or today."""
        self.ensure_one()
        contract = self.contract_id
        # sudo: the due date depends on the invoice, whether or not the owner may read it
        billing = self.sudo().match_ids.filtered("amount_invoiced").move_id
        return {
            "signature": contract.date_signed or contract.date_start or fields.Date.context_today(self),
            "invoice": min(billing.mapped("invoice_date"), default=None),
            "delivery": contract.date_delivered,
            "acceptance": contract.date_accepted,
        }
