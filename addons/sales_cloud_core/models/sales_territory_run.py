from psycopg2.extras import Json

from odoo import fields, models
from odoo.tools import SQL

from ..tools import territory as matching

# So many records are decided in Python, with the rules at hand; more of them by the statement itself.
FEW = 20


class SalesTerritoryModel(models.Model):
    """Running the rules: one statement for customers and one for leads, whatever the number of records."""

    _inherit = "sales.territory.model"

    def run_rules(self):
        """Let the rules decide on all customers and open leads again; choices of people stay. For operations.

        :return: {"partner": rows written or taken away, "lead": the same of leads}
        """
        self.ensure_one()
        self._check_may_manage()
        self._check_active()
        return self.sudo()._run_all()  # sudo: the rules decide for everybody alike; the caller is checked

    def action_run_rules(self):
        """Run the rules, and say how many records moved."""
        counts = self.run_rules()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(customers)s customers and %(leads)s leads and opportunities have a new territory or reason.",
                    customers=counts["partner"],
                    leads=counts["lead"],
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _run_all(self):
        """Decide on everything. Superuser only."""
        self.env.flush_all()
        counts = {}
        for kind in ("partner", "lead"):
            [(counts[kind],)] = self.env.execute_query(SQL("%s SELECT count(*) FROM changed", self._change_sql(kind)))
        self.env.cr.execute(self._mirror_sql())
        self._forget_cached()
        self.write({"rules_run_at": fields.Datetime.now(), "is_outdated": False})
        return counts

    def _run_on(self, records):
        """Decide on a batch of customers' addresses or of leads, and on the leads that follow. Superuser only."""
        kind = records._territory_kind
        self._flush_facts(records)
        if kind == "lead":
            self._run_leads(self._change_sql(kind, records))
            return
        changed = self.env.execute_query(SQL("%s SELECT id FROM changed", self._change_sql(kind, records)))
        self.env["sales.territory.assignment"].invalidate_model(flush=False)
        partners = records.browse(partner_id for (partner_id,) in changed)
        partners.invalidate_recordset(["territory_ids"], flush=False)
        if partners:
            self._run_followers(partners)

    def _run_followers(self, partners):
        """Decide on the open leads of these customers. Superuser only."""
        self._flush_facts(self.env["crm.lead"])
        partners.flush_model(["commercial_partner_id"])
        self._run_leads(self._change_sql("lead", partners, of_customers=True))

    def _run_leads(self, change):
        moved = self.env.execute_query(
            SQL(
                """
                %s UPDATE crm_lead AS lead SET territory_id = changed.territory_id FROM changed
                    WHERE lead.id = changed.id RETURNING lead.id
                """,
                change,
            )
        )
        self.env["sales.territory.assignment"].invalidate_model(flush=False)
        self.env["crm.lead"].browse(lead_id for (lead_id,) in moved).invalidate_recordset(["territory_id"], flush=False)

    def _flush_facts(self, records):
        """Write what the statements read; it would be written at the end of the request anyway."""
        self.env["sales.territory.assignment"].flush_model()
        records.flush_model()

    def _forget_cached(self):
        self.env["sales.territory.assignment"].invalidate_model(flush=False)
        self.env["crm.lead"].invalidate_model(["territory_id"], flush=False)
        self.env["res.partner"].invalidate_model(["territory_ids"], flush=False)
        self.invalidate_recordset(["tie_count"], flush=False)

    # ------------------------------------------------------------
    # WRITE-SIDE SQL
    # ------------------------------------------------------------

    def _change_sql(self, kind, records=None, of_customers=False):
        """Return the statement that decides on records and writes what changes, up to ``changed (id, territory_id)``.

        :param records: customers' addresses or leads; None for all
        :param of_customers: ``records`` are addresses, the leads of their companies are meant
        """
        parts = [self._followed_sql(records, of_customers)] if kind == "lead" else []
        if records is not None and len(records) <= FEW and not of_customers:
            parts.append(self._given_sql(records))
        else:
            parts.append(self._decided_sql(kind, None if kind == "lead" else records))
        parts += [SQL("outcome AS (%s)", self._outcome_sql(kind)), self._write_sql(kind, records)]
        return SQL("WITH RECURSIVE %s", SQL(", ").join(parts))

    def _given_sql(self, records):
        """Return ``decided`` with what Python decided on a few records."""
        records = records._filter_territory_scope(self)
        facts = records._get_territory_facts(self)
        decisions = {record.id: matching.decide(self._get_tree(), facts[record.id]) for record in records}
        rows = [
            {
                "id": record.id,
                "territory_id": decisions[record.id].territory,
                "rule_id": decisions[record.id].rule,
                "is_tie": bool(decisions[record.id].tied),
                "facts": facts[record.id].as_json(),
            }
            for record in records
            if decisions[record.id]
        ]
        return SQL(
            """
            decided AS (SELECT * FROM jsonb_to_recordset(%s)
                     AS given(id int, territory_id int, rule_id int, is_tie bool, facts jsonb))
            """,
            Json(rows),
        )

    def _outcome_sql(self, kind):
        """The rows that should be: leads follow their customer, the rules decide on the others."""
        decided = SQL("SELECT decided.id, decided.territory_id, 'rule' AS cause, rule_id, is_tie, facts FROM decided")
        if kind == "partner":
            return decided
        return SQL(
            """
            SELECT id, territory_id, 'inherited' AS cause, rule_id, FALSE AS is_tie, NULL::jsonb AS facts
              FROM followed WHERE territory_id IS NOT NULL
             UNION ALL
            SELECT decided.id, decided.territory_id, 'rule', decided.rule_id, is_tie, facts
              FROM decided JOIN followed ON followed.id = decided.id AND followed.partner_id IS NULL
            """
        )

    def _write_sql(self, kind, records):
        """Take away, add and update rows; what a person chose stays."""
        scope = SQL("line.lead_id IN (SELECT id FROM followed)")
        if kind == "partner":
            scope = SQL("line.partner_id IS NOT NULL")
            if records is not None:
                scope = SQL("line.partner_id IN %s", tuple(records.ids))
        return SQL(
            """
            gone AS (
                DELETE FROM sales_territory_assignment AS line
                 WHERE line.model_id = %(model)s AND line.cause <> 'manual' AND %(scope)s
                   AND NOT EXISTS (SELECT FROM outcome WHERE outcome.id = line.%(column)s)
             RETURNING line.%(column)s AS id),
            put AS (
                INSERT INTO sales_territory_assignment AS line (
                       model_id, territory_id, %(column)s, cause, rule_id, is_tie, facts, date)
                SELECT %(model)s, territory_id, id, cause, rule_id, is_tie, facts, %(now)s FROM outcome
           ON CONFLICT (%(column)s, model_id) WHERE %(column)s IS NOT NULL DO UPDATE
                   SET territory_id = EXCLUDED.territory_id, cause = EXCLUDED.cause, rule_id = EXCLUDED.rule_id,
                       is_tie = EXCLUDED.is_tie, facts = EXCLUDED.facts, date = EXCLUDED.date
                 WHERE line.cause <> 'manual'
                   AND (line.territory_id, line.cause, line.rule_id, line.is_tie, line.facts) IS DISTINCT FROM
                       (EXCLUDED.territory_id, EXCLUDED.cause, EXCLUDED.rule_id, EXCLUDED.is_tie, EXCLUDED.facts)
             RETURNING line.%(column)s AS id, line.territory_id),
            changed AS (SELECT id, territory_id FROM put UNION ALL SELECT id, NULL FROM gone)
            """,
            model=self.id,
            column=SQL.identifier(f"{kind}_id"),
            scope=scope,
            now=fields.Datetime.now(),
        )

    def _mirror_sql(self):
        """Show on every open lead where this model has it."""
        return SQL(
            """
            WITH %s UPDATE crm_lead AS lead SET territory_id = line.territory_id
              FROM followed
         LEFT JOIN sales_territory_assignment AS line ON line.lead_id = followed.id AND line.model_id = %s
             WHERE lead.id = followed.id AND lead.territory_id IS DISTINCT FROM line.territory_id
            """,
            self._followed_sql(None),
            self.id,
        )
