from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..tools.effective import COUNTED, Facts, judge_all
from .sales_followup_mixin import FOLLOWUP_FIELDS, LINKS

COPY_DAYS = 7


class SalesFollowupMixin(models.AbstractModel):
    """Acts are judged on what the database says at the end of the transaction, all of them together."""

    _inherit = "sales.followup.mixin"

    def _apply_followups(self, acts, origins=None):
        """Judge acts, keep them, and let the records and their customers follow; for the superuser.

        :param acts: list of `Act` on records of this model
        :param origins: ids of the follow-ups of opportunities that these acts are, for their customers; such acts were
            judged already, only who did them matters
        """
        self.env.flush_all()
        rows = self.env.execute_query(self._followup_facts_sql(acts))
        found = [(position - 1, Facts(*values)) for position, *values in rows]
        terms_of = self.env["sales.followup.type"]._get_terms
        verdicts = (
            [COUNTED] * len(found)
            if origins
            else judge_all(
                (acts[at], facts, terms_of(facts.company, acts[at].kind, acts[at].activity_type)) for at, facts in found
            )
        )
        vals_list = [
            self._prepare_followup_vals(acts[at], facts, verdict) | {"origin_id": origins and origins[at]}
            for (at, facts), verdict in zip(found, verdicts, strict=True)
        ]
        counted = self.env["sales.followup"].create(vals_list).filtered("is_effective")
        counted._settle()
        if any(facts.customer for _at, facts in found):
            counted._pass_on()

    def _prepare_followup_vals(self, act, facts, verdict):
        return {
            LINKS[self._name]: act.res_id,
            "company_id": facts.company,
            "user_id": facts.user,
            "date": act.at,
            "kind": act.kind,
            "activity_type_id": act.activity_type,
            "message_id": act.message,
            "digest": act.digest,
            "verdict": verdict.code,
            "verdict_limit": verdict.limit,
            "verdict_found": verdict.found,
            "is_effective": verdict == COUNTED,
        }

    def _refresh_last_followup(self):
        """Make the last follow-up of these records the latest that counts, and tell them; for the superuser."""
        self.env.flush_all()
        self.invalidate_recordset(["followup_notice"], flush=False)
        for record_id, *values in self.env.execute_query(self._last_followup_sql()):
            values = dict(zip(FOLLOWUP_FIELDS, values, strict=True))
            self.browse(record_id)._update_cache(values, validate=False)
        self._after_followup()

    def _get_followed_customer_id(self):
        """Return the id of the customer that acts on this record count for too, False without one."""
        return False

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _followup_contact_sql(self, record):
        """Return the condition that ``record`` (an alias) names a contact person."""
        return SQL("TRUE")

    def _followup_customer_sql(self, record):
        """Return the id of the customer that acts on ``record`` (an alias) also count for, or NULL."""
        return SQL("NULL::int")

    def _followup_collaborator_sql(self, record):
        """Return the condition that the acting user (``person.id``) is a collaborator of ``record`` (an alias)."""
        field = self._fields["collaborator_ids"]
        return SQL(
            "EXISTS (SELECT 1 FROM %s AS named WHERE named.%s = %s AND named.%s = person.id)",
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            SQL.identifier(record, "id"),
            SQL.identifier(field.column2),
        )

    def _followup_own_sql(self, record, past):
        """Return the condition that a follow-up that counts (``past``) does so for ``record`` (aliases) itself."""
        return SQL("TRUE")

    def _followup_facts_sql(self, acts):
        """Return the SELECT of (position, the values of `Facts`) of the acts that owners and collaborators did."""
        return SQL(
            """
            SELECT DISTINCT ON (act.position) act.position, person.id, TRUE, followed.company_id, %(contact)s,
                   EXISTS (SELECT 1 FROM mail_activity AS plan
                            WHERE plan.res_model = %(model)s AND plan.res_id = followed.id
                              AND plan.active AND plan.date_deadline >= %(today)s),
                   EXISTS (SELECT 1 FROM message_attachment_rel AS file WHERE file.message_id = act.message_id),
                   %(recent)s, %(copies)s, %(customer)s
              FROM unnest(%(ids)s::int[], %(authors)s::int[], %(digests)s::text[], %(messages)s::int[])
                   WITH ORDINALITY AS act(res_id, author_id, digest, message_id, position)
              JOIN %(table)s AS followed ON followed.id = act.res_id
              JOIN res_users AS person ON person.partner_id = act.author_id AND NOT person.share
             WHERE person.id = followed.user_id OR %(collaborates)s
          ORDER BY act.position, person.id <> COALESCE(followed.user_id, 0), person.id
            """,
            model=self._name,
            table=SQL.identifier(self._table),
            # west of Greenwich it may still be yesterday
            today=fields.Date.today() - timedelta(days=1),
            ids=[act.res_id for act in acts],
            authors=[act.author for act in acts],
            digests=[act.digest for act in acts],
            messages=[act.message for act in acts],
            contact=self._followup_contact_sql("followed"),
            customer=self._followup_customer_sql("followed"),
            collaborates=self._followup_collaborator_sql("followed"),
            recent=self._followup_recent_sql(),
            copies=self._followup_copies_sql(),
        )

    def _followup_recent_sql(self):
        return SQL(
            "ARRAY(SELECT past.digest FROM sales_followup AS past"
            " WHERE past.%s = followed.id AND past.user_id = person.id AND past.is_effective"
            " AND past.digest IS NOT NULL"
            " ORDER BY past.date DESC, past.id DESC LIMIT %s)",
            SQL.identifier(LINKS[self._name]),
            self.env["sales.followup.type"]._get_repeat_depth(),
        )

    def _followup_copies_sql(self):
        return SQL(
            "(SELECT count(DISTINCT past.%(link)s) FROM sales_followup AS past"
            " WHERE past.user_id = person.id AND past.digest = act.digest AND past.is_effective"
            " AND past.date > %(since)s AND past.%(link)s <> followed.id)",
            link=SQL.identifier(LINKS[self._name]),
            since=fields.Datetime.now() - timedelta(days=COPY_DAYS),
        )

    def _own_followup_sql(self):
        """Return the SELECT of (record id, follow-up id, whether it counts) of the reader's last act on each record."""
        link = SQL.identifier(LINKS[self._name])
        return SQL(
            "SELECT DISTINCT ON (%(link)s) %(link)s, id, is_effective FROM sales_followup"
            " WHERE %(link)s = ANY(%(ids)s) AND user_id = %(user)s ORDER BY %(link)s, date DESC, id DESC",
            link=link,
            ids=self.ids,
            user=self.env.uid,
        )

    def _last_followup_sql(self):
        return SQL(
            """
            UPDATE %(table)s AS record
               SET last_followup_at = last.date, last_followup_type = last.kind
              FROM unnest(%(ids)s::int[]) AS wanted(id)
         LEFT JOIN LATERAL (
                    SELECT past.date, past.kind FROM sales_followup AS past
                     WHERE past.%(link)s = wanted.id AND past.is_effective AND %(own)s
                  ORDER BY past.date DESC, past.id DESC LIMIT 1
                   ) AS last ON TRUE
             WHERE record.id = wanted.id
         RETURNING record.id, record.last_followup_at, record.last_followup_type
            """,
            table=SQL.identifier(self._table),
            link=SQL.identifier(LINKS[self._name]),
            own=self._followup_own_sql("wanted", "past"),
            ids=self.ids,
        )
