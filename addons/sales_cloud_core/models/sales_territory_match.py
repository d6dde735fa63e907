from psycopg2.extras import Json

from odoo import models
from odoo.tools import SQL

from ..tools import territory as matching


class SalesTerritoryModel(models.Model):
    """The decision of `tools.territory` as SQL, for any number of records; the methods return parts of one query."""

    _inherit = "sales.territory.model"

    def _decided_sql(self, kind, records=None):
        """Return the expressions that end in ``decided (id, territory_id, rule_id, is_tie, facts)``.

        Many records share the few facts that the rules read: these are decided, not the records.

        :param kind: 'partner' or 'lead'
        :param records: only these; None for all on which the rules decide
        """
        return SQL(
            """
            tree AS MATERIALIZED (%s), hit AS MATERIALIZED (%s), known AS MATERIALIZED (%s), fact AS MATERIALIZED (%s),
            passed AS (%s), ranked AS (%s), decided AS (%s)
            """,
            self._tree_sql(kind),
            self._hit_sql(kind),
            self._known_sql(kind, records),
            self._fact_sql(),
            self._passed_sql(),
            self._ranked_sql(),
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

    def _known_sql(self, kind, records):
        """What is known of each record, like `sales.territory.mixin._get_territory_facts`; never NULL.

        ``key`` is the same for records that the rules cannot tell apart.
        """
        return SQL(
            """
            SELECT *, concat_ws('/', %(read)s, city) AS key
              FROM (SELECT raw.id, COALESCE(raw.country, state.country_id, region.country_id, 0) AS country,
                           COALESCE(raw.state, region.id, 0) AS state, COALESCE(raw.city, '') AS city,
                           upper(regexp_replace(COALESCE(raw.zip, ''), '[^0-9A-Za-z]', '', 'g')) AS zip,
                           COALESCE(raw.industry, 0) AS industry, COALESCE(raw.size, 0) AS size, raw.tags,
                           COALESCE(met.rules, '{}') AS hits
                      FROM (%(raw)s) AS raw
                 LEFT JOIN res_country_state AS state ON state.id = raw.state
                 LEFT JOIN (%(region)s) AS region ON raw.state IS NULL AND region.key = left(raw.city, 5)
                 LEFT JOIN (SELECT id, array_agg(rule ORDER BY rule) AS rules FROM hit GROUP BY id) AS met
                        ON met.id = raw.id) AS plain
            """,
            read=SQL(", ").join(SQL.identifier(name) for name in self._list_read_facts(kind)),
            raw=self._partner_fact_sql(records) if kind == "partner" else self._lead_fact_sql(),
            region=self._region_sql(),
        )

    def _list_read_facts(self, kind):
        """Return the columns of ``known`` that rules read, besides the city."""
        rules = [rule for territory in self._get_tree() for rule in territory.rules if rule.target in ("all", kind)]
        reads = {
            "zip": any(rule.zips for rule in rules),
            "industry": any(rule.industries for rule in rules),
            "size": any(rule.size_from or rule.size_to for rule in rules),
            "tags": any(rule.tags for rule in rules),
            "hits": any(rule.has_domain for rule in rules),
        }
        return ["country", "state", *(name for name, is_read in reads.items() if is_read)]

    def _fact_sql(self):
        """The facts that records have, once for all that the rules cannot tell apart."""
        columns = ("country", "state", "city", "zip", "industry", "size", "tags", "hits")
        return SQL(
            """
            SELECT *, ARRAY['*', 'c' || country, 's' || state,
                            't' || levels[1], 't' || levels[2], 't' || levels[3]] AS probes
              FROM (SELECT *, CASE WHEN city NOT LIKE 'CN-%%' THEN ARRAY[city]
                                   WHEN length(city) = 5 THEN ARRAY[city]
                                   WHEN length(city) = 7 THEN ARRAY[left(city, 5), city]
                                   ELSE ARRAY[left(city, 5), left(city, 7), city] END AS levels
                      FROM (SELECT key, %s FROM known GROUP BY key) AS different) AS leveled
            """,
            SQL(", ").join(SQL("min(%(name)s) AS %(name)s", name=SQL.identifier(name)) for name in columns),
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
        """Customers by themselves, and their other addresses with the facts of their company."""
        return SQL(
            "%s UNION ALL %s",
            self._address_fact_sql(
                "record", SQL("res_partner AS record"), SQL("record.id = record.commercial_partner_id"), records
            ),
            self._address_fact_sql(
                "company",
                SQL("res_partner AS record JOIN res_partner AS company ON company.id = record.commercial_partner_id"),
                SQL("record.type IN ('delivery', 'other') AND record.id <> record.commercial_partner_id"),
                records,
            ),
        )

    def _address_fact_sql(self, company, tables, which, records):
        return SQL(
            """
            SELECT record.id, record.country_id AS country, record.state_id AS state,
                   record.city_key AS city, record.zip,
                   %(alias)s.industry_id AS industry, %(alias)s.employee_count AS size, %(tags)s AS tags
              FROM %(tables)s
             WHERE record.active AND %(alias)s.active AND %(alias)s.partner_share AND %(alias)s.id NOT IN %(own)s
               AND %(which)s
               AND (record.company_id IS NULL OR record.company_id = %(company)s) AND %(only)s
            """,
            alias=SQL.identifier(company),
            tables=tables,
            which=which,
            tags=self._tags_sql(
                "partner", "res_partner_res_partner_category_rel", "partner_id", "category_id", company
            ),
            own=tuple(self._get_company_partner_ids()),
            company=self._get_company_id(),
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
            company=self._get_company_id(),
            only=only,
        )

    def _only_sql(self, records):
        return SQL("TRUE") if records is None else SQL("record.id IN %s", tuple(records.ids) or (0,))

    def _tags_sql(self, kind, relation, column, value, alias):
        """The tags as an array, where a rule reads them."""
        if not self._reads_tags(kind):
            return SQL("'{}'::int[]")
        return SQL(
            "ARRAY(SELECT tag.%(value)s FROM %(relation)s AS tag WHERE tag.%(column)s = %(record)s ORDER BY 1)",
            value=SQL.identifier(value),
            relation=SQL.identifier(relation),
            column=SQL.identifier(column),
            record=SQL.identifier(alias, "id"),
        )

    # ------------------------------------------------------------
    # DECISION
    # ------------------------------------------------------------

    def _passed_sql(self):
        """Walk down the tree: (facts, territory) wherever a territory and all above take the facts.

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
                "fact.key, country, state, city, zip, industry, size, fact.tags, hits, levels, probes,"
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
            AND (NOT way.has_domain OR way.rule = ANY(fact.hits))
            """
        )

    def _ranked_sql(self):
        """Which territory takes facts: the first by rank and age; another with the same rank makes a tie."""
        return SQL(
            """
            SELECT key, best[2] AS territory_id, best[4] AS rule_id, best[2] <> - last[2] AS is_tie
              FROM (SELECT key, min(ARRAY[rank, territory, position, rule]) AS best,
                           min(ARRAY[rank, - territory]) AS last
                      FROM passed WHERE rule IS NOT NULL GROUP BY key) AS winner
            """
        )

    def _best_sql(self):
        """The records with what was decided on their facts."""
        return SQL(
            """
            SELECT known.id, territory_id, rule_id, is_tie,
                   jsonb_strip_nulls(jsonb_build_object(
                       'country', NULLIF(country, 0), 'state', NULLIF(state, 0), 'city', NULLIF(city, ''),
                       'zip', NULLIF(zip, ''), 'industry', NULLIF(industry, 0), 'size', NULLIF(size, 0))) AS facts
              FROM known JOIN ranked USING (key)
            """
        )
