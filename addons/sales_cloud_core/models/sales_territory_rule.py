import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import regions
from ..tools import territory as matching

COLLECTION_TYPES = (list, tuple, set, frozenset)
TARGETS = {"partner": "res.partner", "lead": "crm.lead"}


class SalesTerritoryRule(models.Model):
    """One way into a territory: criteria that all have to hold. A territory takes what any of its rules matches."""

    _name = "sales.territory.rule"
    _description = "Territory Rule"
    _order = "sequence, id"
    _rec_name = "summary"
    _check_company_auto = True

    territory_id = fields.Many2one("sales.territory", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="territory_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    target = fields.Selection(
        [("all", "Customers and leads"), ("partner", "Customers only"), ("lead", "Leads only")],
        "Applies To",
        required=True,
        default="all",
        help="Deals of a customer follow the customer; a rule for leads decides on those without one.",
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    state_ids = fields.Many2many("res.country.state", string="States and Provinces")
    cities = fields.Char(
        help="Names separated by commas; 深圳, 深圳市 and Shenzhen are one. Districts work, too.",
    )
    city_keys = fields.Char("City Codes", compute="_compute_city_keys", store=True)
    city_names = fields.Char("Recognized Cities", compute="_compute_city_names")
    zips = fields.Char("Postal Codes", help="Codes and ranges separated by commas: 518000-518999, 5190.")
    industry_ids = fields.Many2many("res.partner.industry", string="Industries")
    size_from = fields.Integer("Employees From")
    size_to = fields.Integer("Employees To", help="0: no upper limit.")
    category_ids = fields.Many2many("res.partner.category", string="Customer Tags")
    tag_ids = fields.Many2many("crm.tag", string="Lead Tags")
    domain = fields.Char("Further Conditions", default="[]", help="Stored fields of the record itself.")
    domain_model = fields.Char(compute="_compute_domain_model")
    summary = fields.Char("In Words", compute="_compute_summary")

    _size_ordered = models.Constraint(
        "CHECK (size_from >= 0 AND size_to >= 0 AND (size_to = 0 OR size_from <= size_to))",
        "The number of employees must go from a smaller to a larger one. Exchange them, or leave the upper one 0.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("cities", "country_ids.code", "state_ids.code")
    def _compute_city_keys(self):
        for rule in self:
            rule.city_keys = ", ".join(sorted(rule._get_city_keys())) or False

    @api.depends("city_keys")
    def _compute_city_names(self):
        for rule in self:
            rule.city_names = self.env._(", ").join(
                f"{name} ({key})" if (name := regions.region_name(key)) != key else key
                for key in rule._list_city_keys()
            )

    def _list_city_keys(self):
        return [key for key in (self.city_keys or "").split(", ") if key]

    def _get_city_keys(self):
        """Return the keys of the cities in every country and province that the rule names."""
        names = filter(None, map(str.strip, (self.cities or "").replace("，", ",").replace("、", ",").split(",")))
        provinces = [regions.PROVINCES.get(state.code, "") for state in self.state_ids] or [""]
        countries = self.country_ids.mapped("code") or [""]
        return {
            key
            for name in names
            for country in countries
            for province in provinces
            if (key := regions.city_key(name, country, province))
        }

    @api.depends("target")
    def _compute_domain_model(self):
        for rule in self:
            rule.domain_model = TARGETS.get(rule.target, "res.partner")

    @api.depends(
        "target", "country_ids", "state_ids", "cities", "zips", "industry_ids", "size_from", "size_to", "category_ids",
        "tag_ids", "domain",
    )  # fmt: skip
    def _compute_summary(self):
        for rule in self:
            parts = list(filter(None, rule._describe_criteria()))
            what = dict(rule._fields["target"]._description_selection(self.env))[rule.target or "all"]
            rule.summary = (
                self.env._("%(what)s: %(criteria)s", what=what, criteria=" · ".join(parts)) if parts else what
            )

    def _describe_criteria(self):
        """Return the criteria in words, '' for each empty one."""
        self.ensure_one()
        joined = self.env._(", ")
        conditions = self._count_conditions()
        return [
            *(joined.join(records.mapped("display_name")) for records in (self.country_ids, self.state_ids)),
            self.cities or "",
            self.zips or "",
            joined.join(self.industry_ids.mapped("display_name")),
            self._describe_size(),
            joined.join((*self.category_ids.mapped("display_name"), *self.tag_ids.mapped("display_name"))),
            self.env._("%s condition(s)", conditions) if conditions else "",
        ]

    def _describe_size(self):
        if not self.size_from and not self.size_to:
            return ""
        if not self.size_to:
            return self.env._("from %s employees", self.size_from)
        return self.env._("%(first)s to %(last)s employees", first=self.size_from, last=self.size_to)

    def _count_conditions(self):
        try:
            return sum(1 for _condition in self._get_domain().iter_conditions())
        except (ValueError, SyntaxError):
            return 0

    # ------------------------------------------------------------
    # CHECKS AND CRUD
    # ------------------------------------------------------------

    @api.constrains("zips")
    def _check_zips(self):
        for rule in self:
            try:
                matching.parse_zips(rule.zips)
            except ValueError as error:  # noqa: PERF203 (each rule has its own sentence)
                raise ValidationError(
                    self.env._("The postal codes “%s” end before they begin. Exchange the two.", error)
                ) from error

    @api.constrains("target", "category_ids", "tag_ids", "domain")
    def _check_target(self):
        for rule in self:
            own = {"partner": bool(rule.category_ids), "lead": bool(rule.tag_ids)}
            has_domain = bool(rule._count_conditions())
            if any(used and rule.target != target for target, used in own.items()) or (
                has_domain and rule.target == "all"
            ):
                raise ValidationError(
                    self.env._(
                        "Tags and further conditions of “%s” exist for customers or for leads. Make a rule for each.",
                        rule.territory_id.name,
                    )
                )

    @api.constrains("target", "domain")
    def _check_domain(self):
        for rule in self:
            record = self.env[TARGETS.get(rule.target, "res.partner")]
            try:
                domain = rule._get_domain()
                domain.validate(record)
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of “%s” cannot be read. Choose them again in the editor.",
                        rule.territory_id.name,
                    )
                ) from error
            for condition in domain.iter_conditions():
                rule._check_condition(record._fields.get(condition.field_expr), condition)

    def _check_condition(self, field, condition):
        """Refuse what can become true or false without anybody writing the record."""
        if field is None or not field.store or field.name in ("territory_id", "territory_ids"):
            raise ValidationError(
                self.env._(
                    "The conditions of “%(name)s” use “%(field)s”. Choose stored fields of the record itself, but "
                    "not its territory.",
                    name=self.territory_id.name,
                    field=condition.field_expr,
                )
            )
        values = condition.value if isinstance(condition.value, COLLECTION_TYPES) else [condition.value]
        if field.type in ("date", "datetime") and not all(map(self._is_fixed_date, values)):
            raise ValidationError(
                self.env._(
                    "The conditions of “%(name)s” use “%(value)s”. Write a fixed date.",
                    name=self.territory_id.name,
                    value=condition.value,
                )
            )

    def _is_fixed_date(self, value):
        try:
            fields.Datetime.to_datetime(value)
        except ValueError:
            return False
        return True

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.territory_id.model_id._check_open()
        rules.territory_id.model_id._note_rules_changed()
        return rules

    def write(self, vals):
        models_before = self.territory_id.model_id
        models_before._check_open()
        result = super().write(vals)
        (models_before | self.territory_id.model_id)._note_rules_changed()
        return result

    def unlink(self):
        changed = self.territory_id.model_id
        changed._check_open()
        result = super().unlink()
        changed._note_rules_changed()
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_domain(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _get_domain_fields(self):
        """Return the names of the fields that the further conditions read."""
        return {condition.field_expr for condition in self._get_domain().iter_conditions()}

    def _compile(self):
        """Return the rule as `tools.territory.Rule`."""
        self.ensure_one()
        return matching.Rule(
            id=self.id,
            target=self.target,
            countries=frozenset(self.country_ids.ids),
            states=frozenset(self.state_ids.ids),
            cities=frozenset(self._list_city_keys()),
            zips=matching.parse_zips(self.zips),
            industries=frozenset(self.industry_ids.ids),
            size_from=self.size_from,
            size_to=self.size_to,
            tags=frozenset(self.category_ids.ids or self.tag_ids.ids),
            has_domain=bool(self._count_conditions()),
        )
