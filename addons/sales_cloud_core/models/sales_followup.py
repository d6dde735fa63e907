from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..tools.effective import Act
from .sales_followup_mixin import FOLLOWUP_TYPES, LINKS

RETRY_HOURS = 24
VERDICTS = [
    ("counted", "Counts"),
    ("untimely", "Not dated now"),
    ("off", "This kind does not count"),
    ("no_result", "No result"),
    ("short", "Too short"),
    ("repeated", "Repeated text"),
    ("copied", "Copied to many records"),
    ("no_contact", "No contact"),
    ("no_evidence", "No evidence"),
    ("no_next_step", "No next step"),
]


class SalesFollowup(models.Model):
    """What owners and collaborators did for their leads and customers, and whether it counts.

    A row says how an act was judged when it was done; that never changes, except that an act which lacked nothing but
    the next step counts once that is planned. A manager may void what is not genuine. The last follow-up of a record
    is the latest of its rows that count.
    """

    _name = "sales.followup"
    _description = "Follow-up"
    _order = "date desc, id desc"
    _rec_name = "kind"

    lead_id = fields.Many2one("crm.lead", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="cascade")
    origin_id = fields.Many2one(
        "sales.followup",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="The follow-up of an opportunity that counts for its customer too.",
    )
    passed_on_ids = fields.One2many("sales.followup", "origin_id")
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True)
    kind = fields.Selection(FOLLOWUP_TYPES, "Act", required=True, readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True, ondelete="set null")
    message_id = fields.Many2one("mail.message", readonly=True, index="btree_not_null", ondelete="set null")
    preview = fields.Char("Words", related="message_id.preview", related_sudo=False)
    digest = fields.Char(readonly=True)
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    verdict_limit = fields.Integer(readonly=True)
    verdict_found = fields.Integer(readonly=True)
    is_effective = fields.Boolean("Counts", readonly=True)
    explanation = fields.Char("Why It Does Not Count", compute="_compute_explanation")
    voided_at = fields.Datetime("Voided", readonly=True)
    voided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    void_reason = fields.Char(readonly=True)

    _check_one_record = models.Constraint(
        "CHECK (num_nonnulls(lead_id, partner_id) = 1)", "A follow-up belongs to one lead or one customer."
    )
    _check_effective = models.Constraint(
        "CHECK (NOT is_effective OR (verdict = 'counted' AND voided_at IS NULL))",
        "What was refused or voided does not count.",
    )
    _lead_idx = models.Index("(lead_id, date DESC, id DESC) WHERE lead_id IS NOT NULL")
    _partner_idx = models.Index("(partner_id, date DESC, id DESC) WHERE partner_id IS NOT NULL")
    _words_idx = models.Index("(user_id, digest, date) WHERE digest IS NOT NULL AND is_effective")

    # ------------------------------------------------------------------
    # SENTENCES
    # ------------------------------------------------------------------

    @api.depends("verdict", "voided_at", "void_reason")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for followup in self:
            followup.explanation = not followup.is_effective and followup._get_explanation()

    def _get_explanation(self):
        """Say why the act does not count, as the end of a sentence that also says what to do."""
        if self.voided_at:
            # sudo: names of colleagues
            return self.env._("%(user)s voided it: %(why)s", user=self.voided_by_id.sudo().name, why=self.void_reason)
        limit, found = self.verdict_limit, self.verdict_found
        return {
            "untimely": self.env._("only acts dated when they are done count"),
            "off": self.env._("this kind of act does not count"),
            "no_result": self.env._("say what came of it"),
            "short": self.env._("write at least %(limit)s characters, it has %(found)s", limit=limit, found=found),
            "repeated": self.env._("the same text was logged before; write what is new"),
            "copied": self.env._("the same text is on %s other records; write what is special here", found),
            "no_contact": self.env._("name a contact person on the record, then log it again"),
            "no_evidence": self.env._("attach a proof, for example a photo, and log it again"),
            "no_next_step": self.env._("schedule the next activity with its date, then it counts"),
        }.get(self.verdict)

    def _get_notice(self):
        """Say that an act does not count and why, to the person who did it."""
        self.ensure_one()
        return self.env._(
            "Your last act (%(kind)s, %(moment)s) does not count as a follow-up: %(why)s.",
            kind=dict(self._fields["kind"]._description_selection(self.env))[self.kind],
            moment=format_datetime(self.env, self.date, dt_format="short"),
            why=self.explanation,
        )

    # ------------------------------------------------------------------
    # VOIDING
    # ------------------------------------------------------------------

    def action_void(self, reason):
        """Take back that these follow-ups count; for managers. The last follow-up is then the one before.

        :param str reason: why; the person who followed up reads it on the record
        :raises UserError: no reason, or one of them does not count anyway
        """
        self._check_may_void()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the follow-up does not count: its author reads it."))
        # sudo: nobody writes the log by hand; the manager was checked
        followups = self.sudo()._with_passed_on()
        if any(not followup.is_effective for followup in followups - followups.filtered("origin_id")):
            raise UserError(self.env._("Only follow-ups that count can be voided."))
        followups.write(
            {
                "is_effective": False,
                "voided_at": fields.Datetime.now(),
                "voided_by_id": self.env.uid,
                "void_reason": reason.strip(),
            }
        )
        followups._after_void(self.env._("Follow-up voided"))

    def action_restore(self):
        """Let voided follow-ups count again; for managers, not for their own.

        :raises UserError: one of them is not voided
        """
        self._check_may_void()
        # sudo: nobody writes the log by hand; the manager was checked
        followups = self.sudo()._with_passed_on()
        for followup in followups:
            if not followup.voided_at:
                raise UserError(self.env._("Only voided follow-ups can be restored."))
            if followup.user_id == self.env.user:
                raise AccessError(self.env._("Another manager restores your own follow-up."))
        followups.write({"is_effective": True, "voided_at": False, "voided_by_id": False, "void_reason": False})
        followups._after_void(self.env._("Voided follow-up restored"))

    def _check_may_void(self):
        self.check_access("read")
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads") and not self.env.su:
            raise AccessError(self.env._("Only managers void and restore follow-ups."))

    def _with_passed_on(self):
        """Return these follow-ups and what they are for the customers; one passed on stands for its origin."""
        origins = self.mapped(lambda followup: followup.origin_id or followup)
        return origins | origins.passed_on_ids

    def _after_void(self, title):
        """Let the records follow, and keep on them what was done."""
        self._settle()
        for followup in self:
            record = followup._get_record()
            moment = format_datetime(self.env, followup.date, dt_format="short")
            lines = [f"{title}: {followup.user_id.name}, {moment}", followup.void_reason]
            record._message_log(body=" · ".join(filter(None, lines)))

    # ------------------------------------------------------------------
    # RECORDS
    # ------------------------------------------------------------------

    def _get_record(self):
        return self.lead_id or self.partner_id

    def _settle(self):
        """Make the last follow-up of the records what these rows say; for the superuser."""
        for records in (self.lead_id, self.partner_id):
            if records:
                records._refresh_last_followup()

    @api.model
    def _count_planned(self, records, user):
        """Let the acts of ``user`` on these records count that lacked only the next step; it is planned now."""
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=RETRY_HOURS)
        # sudo: nobody writes the log by hand, and the acts are the user's own
        waiting = self.sudo().search(
            [
                (LINKS[records._name], "in", records.ids),
                ("user_id", "=", user.id),
                ("verdict", "=", "no_next_step"),
                ("date", ">=", since),
            ]
        )
        if waiting:
            waiting.write({"verdict": "counted", "is_effective": True})
            waiting._settle()
            waiting._pass_on()

    def _pass_on(self):
        """Let what counts for opportunities count for their customers too, where its author follows these up."""
        acts = [
            (
                Act(customer, row.user_id.partner_id.id, row.date, row.kind, message=row.message_id.id),
                row.id,
            )
            for row in self
            if (customer := row._get_record()._get_followed_customer_id())
        ]
        if acts:
            self.env["res.partner"]._apply_followups(*zip(*acts, strict=True))
