from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..tools import territory as matching

OPEN_STATES = ("planning", "active")

TYPED = frozenset({"country_id", "state_id", "city", "zip", "industry_id", "employee_count", "active", "company_id"})
WATCHED = {
    "partner": TYPED | {"parent_id", "type", "is_company", "category_id"},
    "lead": TYPED | {"partner_id", "team_id", "tag_ids", "territory_id"},
}


class SalesTerritoryModel(models.Model):
    """A version of a company's territories: planned, active, then archived with all that belonged to it.

    The active model decides to which territory customers and deals belong. A planned one is previewed and then takes
    its place in one step, which can be undone.
    """

    _name = "sales.territory.model"
    _description = "Territory Model"
    _inherit = ["mail.thread", "sales.approval.mixin"]
    _order = "state_sequence, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=False, tracking=True)
    state = fields.Selection(
        [("planning", "Planning"), ("active", "Active"), ("archived", "Archived")],
        default="planning",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    state_sequence = fields.Integer(compute="_compute_state_sequence", store=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    territory_ids = fields.One2many("sales.territory", "model_id", "Territories")
    territory_count = fields.Integer(compute="_compute_territory_count")
    previous_id = fields.Many2one(
        "sales.territory.model", "Replaces", readonly=True, copy=False, check_company=True, ondelete="set null"
    )
    activated_at = fields.Datetime("Active Since", readonly=True, copy=False)
    archived_at = fields.Datetime("Active Until", readonly=True, copy=False)
    rules_run_at = fields.Datetime("Rules Last Run", readonly=True, copy=False)
    is_outdated = fields.Boolean(
        "Rules Changed", readonly=True, copy=False, help="Rules changed since they last ran over all records."
    )
    tie_count = fields.Integer("Ties", compute="_compute_tie_count")
    note = fields.Text("Notes")

    _one_active = models.UniqueIndex(
        "(company_id) WHERE state = 'active'",
        "A company has one active territory model. Archive the active one, or activate this one in its place.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("state")
    def _compute_state_sequence(self):
        order = {"active": 0, "planning": 1, "archived": 2}
        for model in self:
            model.state_sequence = order[model.state]

    @api.depends("territory_ids")
    def _compute_territory_count(self):
        for model in self:
            model.territory_count = len(model.territory_ids)

    def _compute_tie_count(self):
        ties = self.env["sales.territory.assignment"]._read_group(
            [("model_id", "in", self.ids), ("is_tie", "=", True)], ["model_id"], ["__count"]
        )
        counts = dict(ties)
        for model in self:
            model.tie_count = counts.get(model, 0)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.constrains("company_id")
    def _check_company_fixed(self):
        for model in self:
            if model.territory_ids.type_id.company_id - model.company_id or model.state != "planning":
                raise ValidationError(self.env._("The company of “%s” cannot change any more.", model.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planning(self):
        if used := self.filtered(lambda model: model.state != "planning" or model._has_assignments())[:1]:
            raise UserError(
                self.env._("“%s” was active: it is kept, with all that belonged to it. Archive it instead.", used.name)
            )

    def unlink(self):
        self._note_rules_changed()
        return super().unlink()

    def copy(self, default=None):
        copies = super().copy(default)
        for original, copy in zip(self, copies, strict=True):
            original.territory_ids._copy_tree(copy)
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if not (default or {}).get("name"):
            for vals in vals_list:
                vals["name"] = self.env._("%s (new plan)", vals["name"])
        return vals_list

    def _has_assignments(self):
        """Return whether a record belongs to one of the territories: a look at the first, there may be a million."""
        assigned = [("territory_id", "in", self.territory_ids.ids)]
        return bool(self.env["sales.territory.assignment"].search_count(assigned, limit=1))

    # ------------------------------------------------------------
    # THE RULES, COMPILED
    # ------------------------------------------------------------

    def _note_rules_changed(self):
        """Forget the compiled rules; an active model asks to be run again."""
        self.env.registry.clear_cache()
        changed = self.filtered(lambda model: model.state == "active" and not model.is_outdated)
        if changed:
            changed.sudo().is_outdated = True  # sudo: a flag that follows from the change

    @tools.ormcache("self.id")
    def _get_tree(self):
        """Return the territories of the model as `tools.territory.Territory` rows, parents first."""
        # sudo: rules decide for everybody alike
        territories = self.sudo().territory_ids.sorted(lambda territory: territory.parent_path)
        depths = {territory.id: territory.parent_path.count("/") for territory in territories}
        return tuple(
            sorted(
                (
                    matching.Territory(
                        id=territory.id,
                        parent=territory.parent_id.id or 0,
                        depth=depths[territory.id],
                        priority=territory.type_id.priority if territory.type_id else 10,
                        sequence=territory.sequence,
                        rules=tuple(rule._compile() for rule in territory.rule_ids.sorted()),
                    )
                    for territory in territories
                ),
                key=lambda territory: (territory.depth, territory.id),
            )
        )

    @api.model
    @tools.ormcache()
    def _get_active_ids(self):
        """Return {company id: id of its active model}."""
        # sudo: the rules run for whoever saves a record
        active = self.sudo().search([("state", "=", "active")])
        return {model.company_id.id: model.id for model in active}

    @api.model
    def _get_active_models(self):
        """Return the active models, none while territories are switched off."""
        return self.browse(self._get_active_ids().values() if self._is_used() else ())

    @api.model
    @tools.ormcache(cache="groups")
    def _is_used(self):
        """Tell whether territories are switched on in the settings."""
        users = self.env.ref("sales_team.group_sale_salesman").sudo()  # sudo: a setting of the whole database
        return self.env.ref("sales_cloud_core.group_use_territories") in users.all_implied_ids

    @api.model
    def _get_watched_fields(self, kind):
        """Return the names of the fields of customers or leads whose change makes the rules run."""
        return self._get_rule_fields(kind) if self._get_active_models() else frozenset()

    @api.model
    @tools.ormcache("kind")
    def _get_rule_fields(self, kind):
        rules = [rule for model in self._get_active_models() for rule in model._get_domain_rules(kind)]
        return WATCHED[kind].union(*(rule._get_domain_fields() for rule in rules))

    def _get_domain_rules(self, kind):
        """Return the rules of the model that have further conditions on customers ('partner') or leads ('lead')."""
        rules = [rule for territory in self._get_tree() for rule in territory.rules]
        found = [rule.id for rule in rules if rule.has_domain and rule.target == kind]
        return self.env["sales.territory.rule"].sudo().browse(found)  # sudo: rules decide for everybody alike

    def _reads_tags(self, kind):
        """Tell whether a rule asks for tags of customers ('partner') or leads ('lead')."""
        rules = [rule for territory in self._get_tree() for rule in territory.rules]
        return any(rule.tags for rule in rules if rule.target == kind)

    @api.model
    @tools.ormcache()
    def _get_company_partner_ids(self):
        """Return the ids of the partners that are our own companies, which are no customers."""
        # sudo: no company is a customer of another one's salespeople by itself
        companies = self.env["res.company"].sudo()._read_group([], ["partner_id"])
        return frozenset(partner.id for (partner,) in companies)

    def _get_default_company(self):
        """Return the company whose territories take leads that name none: the only one that uses territories."""
        company_id = self._get_company_id()
        others = self._get_active_ids().keys() - {company_id}
        return self.env["res.company"].browse(() if others else company_id)

    def _get_company_id(self):
        """Return the id of the company; of an active model without a query, for it is asked with every save."""
        company_ids = {model_id: company_id for company_id, model_id in self._get_active_ids().items()}
        return company_ids.get(self.id) or self.company_id.id

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _check_may_manage(self):
        """Only operations change which territories are in force."""
        self.check_access("write")

    def _check_active(self):
        if self.state != "active":
            raise UserError(self.env._("“%s” is not active. Preview it, and activate it first.", self.name))

    def _check_open(self):
        """An archived model is history."""
        if closed := self.filtered(lambda model: model.state not in OPEN_STATES)[:1]:
            raise UserError(
                self.env._("“%s” is archived, so it does not change any more. Plan a new model from it.", closed.name)
            )
