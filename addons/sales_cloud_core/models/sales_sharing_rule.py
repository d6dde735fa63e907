import ast

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class SalesSharingRule(models.Model):
    """What the people of one team own, and those below it, is open to the people of another team."""

    _name = "sales.sharing.rule"
    _description = "Sharing Rule"
    _inherit = "sales.cached.mixin"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    model = fields.Selection(
        lambda self: self.env["sales.data.right"]._get_data_objects(), "Records", required=True, default="crm.lead"
    )
    team_id = fields.Many2one(
        "crm.team",
        "Of the Team",
        required=True,
        check_company=True,
        ondelete="cascade",
        help="Records whose salesperson is a member or the leader of this team, or of one below it.",
    )
    domain = fields.Char("Only If", default="[]", required=True, help="Stored fields of the record itself.")
    reader_team_id = fields.Many2one(
        "crm.team",
        "To the Team",
        required=True,
        check_company=True,
        ondelete="cascade",
        help="The members and leaders of this team and of those below it.",
    )
    access = fields.Selection([("read", "Read"), ("edit", "Read and edit")], required=True, default="read")

    @api.constrains("model", "domain")
    def _check_domain(self):
        for rule in self:
            model = self.env[rule.model]
            try:
                domain = rule._get_domain()
                domain.validate(model)
                names = {condition.field_expr for condition in domain.iter_conditions()}
                is_plain = all("." not in name and model._fields[name].store for name in names)
            except (ValueError, SyntaxError, KeyError):
                is_plain = False
            if not is_plain:
                raise ValidationError(
                    self.env._("The conditions of “%s” cannot be used. Choose stored fields of the record.", rule.name)
                )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_domain(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    @api.model
    @tools.ormcache()
    def _get_active_ids(self):
        """Return the ids of all rules, none where data rights are switched off."""
        used = self.env.ref("base.group_user").all_implied_ids
        if self.env.ref("sales_cloud_core.group_use_data_rights") not in used:
            return ()
        return tuple(self.sudo().search([("active", "=", True)]).ids)  # sudo: the same for everybody

    @api.model
    def _note_teams_changed(self):
        """Let all processes find out again who is in which team, where that matters to a rule."""
        if self._get_active_ids():
            self.env.registry.clear_cache()

    @api.model
    def _get_domain_of(self, user, model, operation):
        """Return what these rules open to a user, as part of the domain of a record rule."""
        # sudo: rules bind people who may not read them
        rules = (
            self.sudo()
            .browse(self._get_active_ids())
            .filtered(lambda rule: rule.model == model and operation in ("read", rule.access))
        )
        return Domain.OR(rule._get_shared_domain() for rule in rules if user in rule.reader_team_id._get_people())

    def _get_shared_domain(self):
        # the owners by their ids: that costs no query, and the cache is cleared when the teams change
        return Domain("user_id", "in", self.team_id._get_people().ids) & self._get_domain()
