from psycopg2.extras import Json

from odoo import models
from odoo.tools import SQL

from ..tools import territory as matching


class SalesTerritoryModel(models.Model):
    """The decision of `tools.territory` as SQL, for any number of records; the methods return parts of one query."""

    _inherit = "sales.territory.model"

    def _decided_sql(self, kind, records=None):
        """Return the expressions that end in ``decided (id, territory_id, rule_id, is_tie, facts)``.

        :param kind: 'partner' or 'lead'
        :param records: only these; None for all on which the rules decide
        """
        return SQL(
            """
            tree AS MATERIALIZED (%s), hit AS MATERIALIZED (%s), fact AS MATERIALIZED (%s),
            passed AS (%s), decided AS (%s)
            """,
            self._tree_sql(kind),
            self._hit_sql(kind),
            self._fact_sql(kind, records),
            self._passed_sql(),
            self._best_sql(),
        )

    def _tree_sql(self, kind):
        """The ways into the territories, see `tools.territory.as_rows`."""
        return SQL(
            """
            SELECT * FROM jsonb_to_recordset(%s) AS way(
                   territory int, parent int, rank int, rule int, position int, anchor text, target text,
                   countries int[], states int[], cities text[], zip_from text[], zip_to text[], industries int[],
                   size_from int, size_to int, tags int[], has_domain bool)
             WHERE target IN ('all', %s)
            """,
            Json(matching.as_rows(self._get_tree())),
            kind,
        )

    def _hit_sql(self, kind):
        """The records that meet the further conditions of a rule."""
        model = {"partner": "res.partner", "lead": "crm.lead"}[kind]
        found = [
            SQL(
                "SELECT %s AS rule, id FROM (%s) AS record",
                rule.id,
                self._search_all(model, rule._get_domain()).select(),
            )
            for rule in self._get_domain_rules(kind)
        ]
        return SQL(" UNION ALL ").join(found) if found else SQL("SELECT 0 AS rule, 0 AS id WHERE FALSE")

    def _search_all(self, model, domain):
        # sudo: rules decide for everybody alike, also on records that the current user does not see
        return self.env[model].sudo().with_context(active_test=False)._search(domain)

    # ------------------------------------------------------------
    # FACTS
    # ------------------------------------------------------------

    def _fact_sql(self, kind, records):
        """What the rules read of each record, like `sales.territory.mixin._get_territory_facts`."""
        raw = self._partner_fact_sql(records) if kind == "partner" else self._lead_fact_sql()
        return SQL(
            """
            SELECT *, ARRAY['*', 'c' || country, 's' || state,
                            't' || levels[1], 't' || levels[2], 't' || levels[3]] AS probes
              FROM (SELECT raw.id, COALESCE(raw.country, state.country_id, region.country_id) AS country,
                           COALESCE(raw.state, region.id) AS state, COALESCE(raw.city, '') AS city,
                           upper(regexp_replace(COALESCE(raw.zip, ''), '[^0-9A-Za-z]', '', 'g')) AS zip,
                           raw.industry, COALESCE(raw.size, 0) AS size, raw.tags,
                           CASE WHEN raw.city NOT LIKE 'CN-%%' THEN ARRAY[raw.city]
                                WHEN length(raw.city) = 5 THEN ARRAY[raw.city]
                                WHEN length(raw.city) = 7 THEN ARRAY[left(raw.city, 5), raw.city]
                                ELSE ARRAY[left(raw.city, 5), left(raw.city, 7), raw.city] END AS levels
                      FROM (%(raw)s) AS raw
                 LEFT JOIN res_country_state AS state ON state.id = raw.state
                 LEFT JOIN (%(region)s) AS region ON raw.state IS NULL AND region.key = left(raw.city, 5)) AS known
            """,
            raw=raw,
            region=self._region_sql(),
        )

    def _region_sql(self):
        """The states of the Chinese provinces by their key."""
        states = self.env["sales.cleaning"]._get_province_states()
        return SQL(
            """
            SELECT 'CN-' || province.code AS key, state.id, state.country_id
              FROM jsonb_to_recordset(%s) AS province(code text, state int) JOIN res_country_state AS state
                ON state.id = province.state
            """,
            Json([{"code": code, "state": state} for code, state in states.items()]),
        )

    def _partner_fact_sql(self, records):
        return SQL(
            """
            SELECT record.id, record.country_id AS country, record.state_id AS state,
                   record.city_key AS city, record.zip,
                   company.industry_id AS industry, company.employee_count AS size, %(tags)s AS tags
              FROM res_partner AS record JOIN res_partner AS company ON company.id = record.commercial_partner_id
             WHERE record.active AND company.active AND company.partner_share AND company.id NOT IN %(own)s
               AND (record.id = record.commercial_partner_id OR record.type IN ('delivery', 'other'))
               AND (record.company_id IS NULL OR record.company_id = %(company)s) AND %(only)s
            """,
            tags=self._tags_sql(
                "partner", "res_partner_res_partner_category_rel", "partner_id", "category_id", "company"
            ),
            own=tuple(self._get_company_partner_ids()),
            company=self.company_id.id,
            only=self._only_sql(records),
        )

    def _lead_fact_sql(self):
        """Leads without a customer."""
        return SQL(
            """
            SELECT record.id, record.country_id AS country, record.state_id AS state,
                   record.city_key AS city, record.zip,
                   record.industry_id AS industry, record.employee_count AS size, %(tags)s AS tags
              FROM followed AS scope JOIN crm_lead AS record ON record.id = scope.id
             WHERE scope.partner_id IS NULL
            """,
            tags=self._tags_sql("lead", "crm_tag_rel", "lead_id", "tag_id", "record"),
        )

    def _followed_sql(self, records, customers=False, places=None):
        """Return ``followed (id, partner_id, territory_id, rule_id)``: open leads with the territory of their customer.

        :param customers: ``records`` are the customers' addresses instead of leads
        :param places: where the addresses are: ``partner_id, territory_id, rule_id``; the rows of this model by default
        """
        only = self._only_sql(records)
        lines = SQL("(SELECT * FROM sales_territory_assignment WHERE model_id = %s)", self.id)
        if customers:
            only = SQL(
                "record.partner_id IN (SELECT mate.id FROM res_partner AS mate JOIN res_partner AS one"
                " ON one.commercial_partner_id = mate.commercial_partner_id WHERE one.id IN %s)",
                tuple(records.ids),
            )
        return SQL(
            """
            followed AS MATERIALIZED (
            SELECT record.id, record.partner_id, COALESCE(own.territory_id, main.territory_id) AS territory_id,
                   CASE WHEN own.partner_id IS NULL THEN main.rule_id ELSE own.rule_id END AS rule_id
              FROM crm_lead AS record
         LEFT JOIN crm_team AS team ON team.id = record.team_id
         LEFT JOIN res_partner AS partner ON partner.id = record.partner_id
         LEFT JOIN %(places)s AS own ON own.partner_id = partner.id
         LEFT JOIN %(places)s AS main ON main.partner_id = partner.commercial_partner_id
             WHERE record.active AND record.won_status = 'pending'
               AND COALESCE(record.company_id, team.company_id, %(default)s) = %(company)s AND %(only)s)
            """,
            places=places or lines,
            default=self._get_default_company().id or None,
            company=self.company_id.id,
            only=only,
        )

    def _only_sql(self, records):
        return SQL("TRUE") if records is None else SQL("record.id IN %s", tuple(records.ids) or (0,))

    def _tags_sql(self, kind, relation, column, value, alias):
        """The tags as an array, where a rule reads them."""
        if not self._reads_tags(kind):
            return SQL("NULL::int[]")
        return SQL(
            "ARRAY(SELECT tag.%s FROM %s AS tag WHERE tag.%s = %s)",
            SQL.identifier(value),
            SQL.identifier(relation),
            SQL.identifier(column),
            SQL.identifier(alias, "id"),
        )

    # ------------------------------------------------------------
    # DECISION
    # ------------------------------------------------------------

    def _passed_sql(self):
        """Walk down the tree: (record, territory) wherever a territory and all above take the record.

        The probes are unfolded in a subquery of their own, so that each level is one hash join on parent and anchor.
        """
        return SQL(
            """
            SELECT %(columns)s FROM (SELECT *, unnest(probes) AS anchor FROM fact) AS fact
              JOIN tree AS way ON way.anchor = fact.anchor AND way.parent = 0 AND %(match)s
             UNION ALL
            SELECT %(columns)s FROM (SELECT *, unnest(probes) AS anchor FROM passed) AS fact
              JOIN tree AS way ON way.anchor = fact.anchor AND way.parent = fact.territory AND %(match)s
            """,
            columns=SQL(
                "fact.id, country, state, city, zip, industry, size, fact.tags, levels, probes,"
                " way.territory, way.rank, way.position, way.rule"
            ),
            match=self._match_sql(),
        )

    def _match_sql(self):
        """Whether all criteria of a way hold, like `tools.territory.matches`."""
        return SQL(
            """
            (way.countries IS NULL OR fact.country = ANY(way.countries))
            AND (way.states IS NULL OR fact.state = ANY(way.states))
            AND (way.cities IS NULL OR fact.levels && way.cities)
            AND (way.industries IS NULL OR fact.industry = ANY(way.industries))
            AND (way.size_from IS NULL AND way.size_to IS NULL OR fact.size > 0
                 AND fact.size BETWEEN COALESCE(way.size_from, 0) AND COALESCE(way.size_to, fact.size))
            AND (way.tags IS NULL OR fact.tags && way.tags)
            AND (way.zip_from IS NULL OR fact.zip <> '' AND EXISTS (
                 SELECT FROM unnest(way.zip_from, way.zip_to) AS range(first, last)
                  WHERE left(fact.zip, length(range.first)) COLLATE "C" >= range.first
                    AND left(fact.zip, length(range.last)) COLLATE "C" <= range.last))
            AND (NOT way.has_domain OR (way.rule, fact.id) IN (SELECT hit.rule, hit.id FROM hit))
            """
        )

    def _best_sql(self):
        """The first by rank and age; another with the same rank makes a tie."""
        return SQL(
            """
            SELECT id, best[2] AS territory_id, best[4] AS rule_id, best[2] <> - last[2] AS is_tie,
                   jsonb_strip_nulls(jsonb_build_object(
                       'country', country, 'state', state, 'city', NULLIF(city, ''), 'zip', NULLIF(zip, ''),
                       'industry', industry, 'size', NULLIF(size, 0))) AS facts
              FROM (SELECT id, min(ARRAY[rank, territory, position, rule]) AS best,
                           min(ARRAY[rank, - territory]) AS last
                      FROM passed WHERE rule IS NOT NULL GROUP BY id) AS ranked JOIN fact USING (id)
            """
        )
