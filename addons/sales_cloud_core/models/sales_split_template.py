from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools import money


class SalesSplitTemplate(models.Model):
    """Usual shares, by team, territory or role of the owner: rows in sequence, the first that matches is proposed."""

    _name = "sales.split.template"
    _description = "Split Template"
    _inherit = "sales.cached.mixin"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Leave empty to propose it in every company; it then names no team and no territory.",
    )
    is_automatic = fields.Boolean(
        "On New Deals",
        help="New opportunities, and quotations and contracts that come from none, start with these shares; "
        "otherwise a button proposes them.",
    )
    team_ids = fields.Many2many("crm.team", string="Teams", check_company=True, help="Empty: every team.")
    territory_ids = fields.Many2many(
        "sales.territory",
        string="Territories",
        check_company=True,
        help="These and the territories below them. Empty: every territory, and none.",
    )
    group_id = fields.Many2one(
        "res.groups", "Role of the Owner", ondelete="cascade", help="Only for owners who have this role."
    )
    line_ids = fields.One2many("sales.split.template.line", "template_id", "Shares", copy=True)
    summary = fields.Text("In Words", compute="_compute_summary")

    # ------------------------------------------------------------
    # COMPUTE AND CHECKS
    # ------------------------------------------------------------

    @api.depends("team_ids", "territory_ids", "group_id", "is_automatic", "line_ids")
    def _compute_summary(self):
        for template in self:
            shares = [line._describe() for line in template.line_ids]
            template.summary = "\n".join([template._describe_scope(), *shares])

    def _describe_scope(self):
        """Return in words which documents the template is for."""
        self.ensure_one()
        names = [*self.team_ids.mapped("name"), *self.territory_ids.mapped("complete_name")]
        names += [self.group_id.name] if self.group_id else []
        return ", ".join(names) or self.env._("Every deal")

    @api.constrains("name", "line_ids")
    def _check_total(self):
        for template in self:
            revenue = template.line_ids.filtered(lambda line: line.split_type_id.kind == "revenue")
            for lines in revenue.grouped(lambda line: line.split_type_id.lead_field).values():
                if not money.is_whole(lines.mapped("percent")):
                    raise ValidationError(
                        self.env._(
                            "The revenue shares of template “%(name)s” total %(total)s %%, but must total 100 %%.",
                            name=template.name,
                            total=f"{sum(lines.mapped('percent')):g}",
                        )
                    )
            if not template.line_ids:
                raise ValidationError(self.env._("Template “%s” shares nothing yet. Add its lines.", template.name))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_automatic_ids(self):
        """Return the ids of the templates that new deals start with; most companies have none."""
        # sudo: templates are proposed whoever makes the deal
        return tuple(self.sudo().search([("is_automatic", "=", True)]).ids)

    def _match(self, document):
        """Return the first of these templates that is for ``document``, empty when none is."""
        company = document._get_approval_company()
        for template in self:
            if template.company_id in (company, self.env["res.company"]) and template._is_for(document):
                return template
        return self.browse()

    def _is_for(self, document):
        """Say whether team, territory and role of the owner are those of the template."""
        self.ensure_one()
        if self.team_ids and document.team_id not in self.team_ids:
            return False
        above = (document._get_split_territory().parent_path or "").split("/")
        if self.territory_ids and not any(str(territory_id) in above for territory_id in self.territory_ids.ids):
            return False
        return not self.group_id or self.group_id in document.user_id.all_group_ids
