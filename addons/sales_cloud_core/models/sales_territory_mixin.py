from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools import territory as matching


class SalesTerritoryMixin(models.AbstractModel):
    """A record that belongs to territories: a customer's address, a lead or an opportunity.

    The rules run whenever one of the fields that they read is written.
    """

    _name = "sales.territory.mixin"
    _description = "Record in Territories"

    _territory_kind = None  # 'partner' or 'lead'
    _territory_column = None  # the link from an assignment
    _territory_tags = None  # the field with the record's tags

    city_key = fields.Char(
        "City Code",
        compute="_compute_city_key",
        store=True,
        help="The same for every way to write a city; Chinese places have their code in GB/T 2260.",
    )
    territory_explanation = fields.Text(
        "Why This Territory", compute="_compute_territory_explanation", compute_sudo=True
    )
    can_choose_territory = fields.Boolean(compute="_compute_can_choose_territory")

    def _auto_init(self):
        """Fill the city codes of existing records with one statement per column, by the distinct places."""
        if self._auto and not column_exists(self.env.cr, self._table, "city_key"):
            create_column(self.env.cr, self._table, "city_key", "varchar")
            self._init_city_keys()
        return super()._auto_init()

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("city", "state_id", "country_id")
    def _compute_city_key(self):
        find = self.env["sales.cleaning"]._get_city_finder()
        for record in self:
            record.city_key = find(record.city, record.state_id.id, record.country_id.id) or False

    def _init_city_keys(self):
        """Fill the city codes place by place."""
        find = self.env["sales.cleaning"]._get_city_finder()
        table = SQL.identifier(self._table)
        places = self.env.execute_query(SQL("SELECT DISTINCT city, state_id, country_id FROM %s", table))
        rows = [(find(*place), *place) for place in places]
        if rows := [row for row in rows if row[0]]:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s AS record SET city_key = place.key
                      FROM jsonb_to_recordset(%(rows)s) AS place(key text, city text, state int, country int)
                     WHERE record.city IS NOT DISTINCT FROM place.city
                       AND record.state_id IS NOT DISTINCT FROM place.state
                       AND record.country_id IS NOT DISTINCT FROM place.country
                    """,
                    table=table,
                    rows=Json([dict(zip(("key", "city", "state", "country"), row, strict=True)) for row in rows]),
                )
            )

    @api.depends("city_key", "zip", "industry_id", "employee_count")
    def _compute_territory_explanation(self):
        rows = self.env["sales.territory.assignment"].search(
            [(self._territory_column, "in", self.ids), ("model_id.state", "=", "active")]
        )
        by_record = rows.grouped(self._territory_column)
        for record in self:
            own = by_record.get(record._origin, rows.browse())
            record.territory_explanation = "\n".join(own.mapped("explanation"))
            if not own and record._origin:
                record.territory_explanation = record._explain_no_territory()

    def _explain_no_territory(self):
        """Return why the rules put this record nowhere; '' where they do not decide on it."""
        for model in self.env["sales.territory.model"]._get_active_models():
            if self._filter_territory_scope(model):
                facts = self._get_territory_facts(model)[self.id].as_json()
                known = self.env["sales.territory.assignment"]._describe_facts(facts)
                return "\n".join(
                    [
                        self.env._("No rule takes it."),
                        known or self.env._("Neither its place nor its industry is known."),
                    ]
                )
        return ""

    @api.depends_context("uid")
    def _compute_can_choose_territory(self):
        everywhere = self.env.user.has_group("sales_team.group_sale_salesman_all_leads")
        for record in self:
            mine = record.sudo()._get_territories().responsible_ids  # sudo: who leads a territory is no secret
            record.can_choose_territory = everywhere or self.env.user in mine

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._run_territory_rules()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self and not self._get_territory_triggers().isdisjoint(vals):
            self._run_territory_rules(vals)
        return result

    # ------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------

    @api.model
    def _get_territory_triggers(self):
        """Return the names of the fields whose change makes the rules run; none while territories are not used."""
        return self.env["sales.territory.model"]._get_watched_fields(self._territory_kind)

    def _run_territory_rules(self, vals=None):
        """Let the rules of the active models decide on these records.

        :param vals: what was written, None for new records
        """
        for model in self.env["sales.territory.model"]._get_active_models():
            if vals is not None or self._filter_territory_scope(model):
                # sudo: the rules decide for everybody alike
                model.sudo()._run_on(self.sudo())

    def _filter_territory_scope(self, model):
        """Return the records on which the rules of a model decide; the same as its SQL."""
        raise NotImplementedError

    def _get_territories(self):
        """Return the active territories of these records."""
        raise NotImplementedError

    def _decide_territories(self, model):
        """Return {record id: `Decision` or None} by the rules of a model."""
        tree = model._get_tree()
        facts = self._get_territory_facts(model)
        return {record.id: matching.decide(tree, facts[record.id]) for record in self}

    def _get_territory_hits(self, model):
        """Return {record id: ids of the rules whose own conditions hold}."""
        hits = {record.id: set() for record in self}
        for rule in model._get_domain_rules(self._territory_kind):
            for record in self.filtered_domain(rule._get_domain()):
                hits[record.id].add(rule.id)
        return hits

    def _get_territory_facts(self, model):
        """Return {record id: what the rules of a model read, as `tools.territory.Facts`}."""
        hits = self._get_territory_hits(model)
        reads_tags = model._reads_tags(self._territory_kind)
        return {record.id: record._read_territory_facts(hits[record.id], reads_tags) for record in self}

    def _read_territory_facts(self, hits, reads_tags):
        self.ensure_one()
        company, cleaning = self._get_territory_company(), self.env["sales.cleaning"]
        state_id = self.state_id.id
        if not state_id and (self.city_key or "").startswith("CN-"):
            state_id = cleaning._get_province_states().get(self.city_key[3:5])
        return matching.Facts(
            kind=self._territory_kind,
            country=self.country_id.id or cleaning._get_country_id(state_id) or 0,
            state=state_id or 0,
            city=self.city_key or "",
            zip=matching.zip_key(self.zip),
            industry=company.industry_id.id or 0,
            size=company.employee_count,
            tags=frozenset(company[self._territory_tags].ids if reads_tags else ()),
            hits=frozenset(hits),
        )

    def _get_territory_company(self):
        """Return the record with the industry, size and tags."""
        return self

    # ------------------------------------------------------------
    # CHOICE OF A PERSON
    # ------------------------------------------------------------

    def action_set_territory(self, territory_id, reason=None):
        """Put these records into a territory, whatever the rules say, now and later.

        :param int territory_id: id of a territory of the active model
        :param str reason: why; shown on the record
        :raises AccessError: for people who lead neither the territories that they have nor the wanted one
        """
        self.check_access("read")
        territory = self.env["sales.territory"].browse(territory_id).exists()
        territory.check_access("read")
        assignments = self.env["sales.territory.assignment"]
        assignments._check_may_choose(self, territory)
        assignments.sudo()._choose(self.sudo(), territory.sudo(), reason)  # sudo: checked above; nobody writes the rows
        self.sudo()._after_territory_choice(territory.sudo())  # sudo: as above, also for records of other people
        return True

    def action_follow_territory_rules(self):
        """Forget the choice of a person: the rules decide on these records again."""
        self.check_access("read")
        assignments = self.env["sales.territory.assignment"]
        assignments._check_may_choose(self, self.env["sales.territory"])
        assignments.sudo()._release(self.sudo())  # sudo: checked above; nobody writes the rows
        self._run_territory_rules()
        return True

    def action_choose_territory(self):
        """Open the dialog in which a person chooses the territory."""
        return self._get_territory_choice_action()

    def _get_territory_choice_action(self):
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_territory_choice_action")
        return action | {"context": {f"default_{self._territory_column}": self.id}}

    def _after_territory_choice(self, territory):
        """Extend to follow a person's choice. Runs as superuser."""
