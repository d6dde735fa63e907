from odoo import api, fields, models

from ..tools.split_template import Line


class SalesSplitTemplateLine(models.Model):
    """One share of a template: a person by name, or by the relation to the deal."""

    _name = "sales.split.template.line"
    _description = "Split Template Line"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("sales.split.template", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    who = fields.Selection(
        [
            ("owner", "Owner of the deal"),
            ("manager", "Owner's manager"),
            ("territory_owner", "Owner of the territory"),
            ("territory_specialist", "Specialist of the territory"),
            ("person", "A person"),
        ],
        required=True,
        default="owner",
    )
    user_id = fields.Many2one(
        "res.users",
        "Person",
        ondelete="cascade",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    split_type_id = fields.Many2one(
        "sales.split.type",
        "Type",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["sales.split.type"]._get_default_revenue_type(),
    )
    role = fields.Selection(
        lambda self: self.env["sales.split"]._fields["role"]._description_selection(self.env),
        default="seller",
        required=True,
    )
    percent = fields.Float("Share (%)", digits=0, required=True)

    _percent_range = models.Constraint(
        "CHECK (percent > 0 AND percent <= 1000)", "A share of a template lies above 0 % and up to 1000 %."
    )
    _person_named = models.Constraint(
        "CHECK (who != 'person' OR user_id IS NOT NULL)", "Choose the person of this share."
    )

    @api.depends("who")
    def _compute_user_id(self):
        for line in self:
            line.user_id = line.user_id if line.who == "person" else False

    def _describe(self):
        self.ensure_one()
        return f"{self._get_label()}: {self.percent:g} % ({self.split_type_id.name})"

    def _get_label(self):
        """Return who gets the share, in words."""
        self.ensure_one()
        return self.user_id.name if self.who == "person" else self._get_who_label()

    def _get_who_label(self):
        return dict(self._fields["who"]._description_selection(self.env)).get(self.who, "")

    def _as_line(self):
        """Return the line as `tools.split_template.Line`."""
        self.ensure_one()
        who = self.user_id.id if self.who == "person" else self.who
        return Line(who, self.split_type_id, self.split_type_id.kind == "revenue", self.role, self.percent)
