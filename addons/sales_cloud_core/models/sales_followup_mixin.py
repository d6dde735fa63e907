from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.effective import Act

FOLLOWUP_TYPES = [
    ("comment", "Note"),
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("email", "Email"),
    ("sms", "Text message"),
    ("activity", "Done activity"),
    ("stage", "Stage change"),
    ("quotation", "Quotation"),
    ("visit", "Visit"),
]
PENDING = "sales_cloud_core.followups"
LINKS = {"crm.lead": "lead_id", "res.partner": "partner_id"}
FOLLOWUP_FIELDS = ["last_followup_at", "last_followup_type"]


class SalesFollowupMixin(models.AbstractModel):
    """A record that somebody follows up.

    What the owner or a collaborator does counts when it fulfils the demands of `sales.followup.type`. Acts are
    collected during the transaction, judged just before its commit (``tools/effective.py``) and kept in
    `sales.followup`, a fixed number of statements however many there are; until then the fields show the state before
    the transaction. Automation rules do not see this write: extend ``_after_followup``.

    A concrete model has ``user_id`` and ``collaborator_ids``, stands in ``LINKS`` of this file, and extends the methods
    that end in ``_sql``. What counts for it counts for its customer too when its author follows up the customer.
    Addons that know other acts (a visit) call ``_register_followup`` with their kind.
    """

    _name = "sales.followup.mixin"
    _description = "Followed-up Record"

    last_followup_at = fields.Datetime(
        "Last Follow-up",
        readonly=True,
        copy=False,
        help="When the owner or a collaborator last did something for this record that counts: a note, call, meeting, "
        "email, done activity, stage change or quotation. Automated mail and repeated text never do.",
    )
    last_followup_type = fields.Selection(FOLLOWUP_TYPES, "Last Follow-up Type", readonly=True, copy=False)
    followup_notice = fields.Char(compute="_compute_followup_notice")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.browse()._check_followup_vals(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_followup_vals(vals)
        return super().write(vals)

    def _check_followup_vals(self, vals):
        """Refuse follow-ups written by hand: rules about ownership rest on them. Writing what is there is harmless."""
        written = vals.keys() & set(FOLLOWUP_FIELDS)
        if self.env.su or not written:
            return

        def cached(name, value):
            return self._fields[name].convert_to_cache(value, self)

        records = self or [dict.fromkeys(written, False)]
        if any(cached(name, vals[name]) != cached(name, record[name]) for name in written for record in records):
            raise AccessError(
                self.env._(
                    "The last follow-up cannot be written: it is recorded when the owner acts. "
                    "Log a note, a call or a meeting on the record instead."
                )
            )

    @api.depends("last_followup_at")
    @api.depends_context("uid", "lang", "tz")
    def _compute_followup_notice(self):
        """Tell the reader why the own last act did not count."""
        refused = {}
        if self.ids:
            rows = self.env.execute_query(self._own_followup_sql())
            refused = {record: followup for record, followup, is_effective in rows if not is_effective}
        for record in self:
            # sudo: the own act
            followup = self.env["sales.followup"].sudo().browse(refused.get(record.id, ()))
            record.followup_notice = followup._get_notice() if followup else False

    # ------------------------------------------------------------------
    # ACTS
    # ------------------------------------------------------------------

    def _register_followup(self, kind, author=None):
        """Note that ``author`` did something without words for these records now.

        :param str kind: a value of ``last_followup_type``
        :param author: res.partner, by default the current user's
        """
        author = author or self.env.user.partner_id
        now = fields.Datetime.now()
        self._collect_followups({self._name: [Act(record.id, author.id, now, kind) for record in self]})

    def _collect_followups(self, acts_by_model):
        """Keep acts until the commit: {model: list of `Act`}."""
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = defaultdict(list)
            precommit.add(self.env["sales.followup.mixin"]._apply_collected_followups)
        for model, acts in acts_by_model.items():
            precommit.data[PENDING][model] += acts

    def _apply_collected_followups(self):
        for model, acts in self.env.cr.precommit.data.pop(PENDING, {}).items():
            if acts:
                # sudo: what is recorded follows from an act that was allowed, not from rights on the record
                self.env[model].sudo()._apply_followups(acts)

    def _after_followup(self):
        """Extend to react to new, voided or restored follow-ups of these records (superuser, before the commit)."""

    def action_view_followups(self):
        """Open what was done for this record, and whether it counted."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_followup_action")
        action["domain"] = [(LINKS[self._name], "=", self.id)]
        action["context"] = {}
        return action
