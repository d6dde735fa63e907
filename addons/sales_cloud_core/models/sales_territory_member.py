from odoo import api, fields, models

from ..tools.territory_people import Candidate


class SalesTerritoryMember(models.Model):
    """A person who works a territory, and what he or she knows; the owner comes first when records are given out."""

    _name = "sales.territory.member"
    _description = "Territory Member"
    _order = "role_sequence, id"
    _rec_name = "user_id"
    _check_company_auto = True

    territory_id = fields.Many2one("sales.territory", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="territory_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    role = fields.Selection(
        [("owner", "Owner"), ("specialist", "Specialist"), ("support", "Support")], required=True, default="owner"
    )
    role_sequence = fields.Integer(compute="_compute_role_sequence", store=True)
    industry_ids = fields.Many2many(
        "res.partner.industry", string="Industries", help="Industries that the person knows."
    )
    lang_ids = fields.Many2many("res.lang", string="Languages", help="Languages that the person speaks.")

    _user_uniq = models.UniqueIndex(
        "(territory_id, user_id)", "The person is a member of this territory already. Change that line instead."
    )

    @api.depends("role")
    def _compute_role_sequence(self):
        order = [value for value, _label in self._fields["role"].selection]
        for member in self:
            member.role_sequence = order.index(member.role) if member.role else len(order)

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.territory_id.model_id._check_open()
        return members

    def write(self, vals):
        self.territory_id.model_id._check_open()
        result = super().write(vals)
        self.territory_id.model_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self.territory_id.model_id._check_open()

    def _as_candidate(self, territory, distance, facts):
        """Return the person as `tools.territory_people.Candidate` for a record.

        :param distance: how many levels the territory is above that of the record
        :param facts: {'industry': res.partner.industry, 'language': res.lang} of the record
        """
        self.ensure_one()
        return Candidate(
            user=self.user_id.id,
            territory=territory.id,
            distance=distance,
            role=self.role,
            knows_industry=bool(facts["industry"] & self.industry_ids),
            speaks_language=bool(facts["language"] & self.lang_ids),
        )
