from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

FOLLOWUP_TYPES = [
    ("comment", "Note"),
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("email", "Email"),
    ("sms", "Text message"),
    ("activity", "Done activity"),
    ("stage", "Stage change"),
    ("quotation", "Quotation"),
]
PENDING = "sales_cloud_core.followups"
FOLLOWUP_FIELDS = ["last_followup_at", "last_followup_type", "last_followup_digest"]


class SalesFollowupMixin(models.AbstractModel):
    """A record that somebody follows up.

    An act counts when its author may (``_followup_author_sql``: the owner), when it is dated now, and when its text is
    neither empty nor the same as the last one. Acts are collected during the transaction and written just before its
    commit with one statement per model, so that a hundred posts cost one query; until then the fields show the state
    before the transaction. Automation rules do not see this write: extend ``_after_followup``.

    A concrete model has ``user_id``. What counts for it counts for its customer too when the customer's owner did it.
    """

    _name = "sales.followup.mixin"
    _description = "Followed-up Record"

    last_followup_at = fields.Datetime(
        "Last Follow-up",
        readonly=True,
        copy=False,
        help="When the owner last did something for this record: a note, call, meeting, email, done activity, "
        "stage change or quotation. Automated mail and repeated text do not count.",
    )
    last_followup_type = fields.Selection(FOLLOWUP_TYPES, "Last Follow-up Type", readonly=True, copy=False)
    last_followup_digest = fields.Char(readonly=True, copy=False)

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

    def _register_followup(self, kind, author=None):
        """Note that ``author`` did something without words for these records now.

        :param str kind: a value of ``last_followup_type``
        :param author: res.partner, by default the current user's
        """
        author = author or self.env.user.partner_id
        now = fields.Datetime.now()
        self._collect_followups({self._name: [(record.id, author.id, now, kind, None) for record in self]})

    def _collect_followups(self, acts_by_model):
        """Keep acts until the commit: {model: [(res_id, author partner id, UTC moment, kind, digest or None)]}."""
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

    def _apply_followups(self, acts):
        """Write the acts that count, tell the records, and pass the acts on to their customers."""
        self.flush_model(["user_id", *FOLLOWUP_FIELDS])
        rows = self.env.execute_query(self._followup_update_sql(acts))
        if not rows:
            return
        records = self.browse(res_id for res_id, *_row in rows)
        for record, (_res_id, _customer, *values) in zip(records, rows, strict=True):
            record._update_cache(dict(zip(FOLLOWUP_FIELDS, values, strict=True)), validate=False)
        records._after_followup()
        customers = {res_id: customer for res_id, customer, *_values in rows if customer}
        if customers:
            passed_on = [(customers[act[0]], *act[1:]) for act in acts if act[0] in customers]
            self.env["res.partner"]._apply_followups(passed_on)

    def _keep_latest_followup(self, kept):
        """Give the record that remains of a merge the latest follow-up of all of them."""
        latest = max(self.filtered("last_followup_at"), key=lambda record: record.last_followup_at, default=kept)
        if latest != kept:
            # sudo: nobody writes follow-ups by hand, and a merge invents none
            kept.sudo().write({name: latest[name] for name in FOLLOWUP_FIELDS})

    def _after_followup(self):
        """Extend to react to new effective follow-ups of these records (superuser, just before the commit)."""

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _followup_author_sql(self, record):
        """Return the condition that the author of an act (``act.author_id``) may follow up ``record`` (an alias)."""
        return SQL(
            "EXISTS (SELECT 1 FROM res_users u WHERE u.id = %s AND u.partner_id = act.author_id AND NOT u.share)",
            SQL.identifier(record, "user_id"),
        )

    def _followup_customer_sql(self, record):
        """Return the id of the customer that acts on ``record`` (an alias) also count for, or NULL."""
        return SQL("NULL::int")

    def _followup_update_sql(self, acts):
        """Return one UPDATE of the last act that counts for each record; it returns (id, customer id, new values)."""
        ids, authors, moments, kinds, digests = map(list, zip(*acts, strict=True))
        return SQL(
            """
            UPDATE %(table)s AS record
               SET last_followup_at = last.at,
                   last_followup_type = last.kind,
                   last_followup_digest = COALESCE(last.digest, record.last_followup_digest)
              FROM (SELECT DISTINCT ON (act.res_id) act.*
                      FROM unnest(%(ids)s::int[], %(authors)s::int[], %(moments)s::timestamp[],
                                  %(kinds)s::text[], %(digests)s::text[])
                           WITH ORDINALITY AS act(res_id, author_id, at, kind, digest, position)
                      JOIN %(table)s AS followed ON followed.id = act.res_id
                     WHERE %(author_matches)s
                       AND (act.digest IS NULL OR act.digest IS DISTINCT FROM followed.last_followup_digest)
                  ORDER BY act.res_id, act.position DESC) AS last
             WHERE record.id = last.res_id
               AND (record.last_followup_at IS NULL OR record.last_followup_at <= last.at)
         RETURNING record.id, %(customer)s,
                   record.last_followup_at, record.last_followup_type, record.last_followup_digest
            """,
            table=SQL.identifier(self._table),
            ids=ids,
            authors=authors,
            moments=moments,
            kinds=kinds,
            digests=digests,
            author_matches=self._followup_author_sql("followed"),
            customer=self._followup_customer_sql("record"),
        )
