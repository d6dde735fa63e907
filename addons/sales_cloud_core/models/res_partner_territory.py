from odoo import api, fields, models
from odoo.exceptions import UserError

ADDRESS_TYPES = ("delivery", "other")
COMPANY_FACTS = {"industry_id", "employee_count", "category_id", "active", "company_id"}


class ResPartner(models.Model):
    """A customer belongs to a territory by its main address, and by each delivery and other address of its own."""

    _name = "res.partner"
    _inherit = ["res.partner", "sales.territory.mixin"]

    _territory_kind = "partner"
    _territory_column = "partner_id"
    _territory_tags = "category_id"

    territory_ids = fields.Many2many(
        "sales.territory",
        "sales_territory_assignment",
        "partner_id",
        "territory_id",
        "Territories",
        readonly=True,
        copy=False,
        domain=[("model_state", "=", "active")],
        help="Where the rules, or a person, put this address.",
    )
    site_territory_ids = fields.Many2many(
        "sales.territory", string="Territories of All Addresses", compute="_compute_site_territory_ids"
    )

    @api.depends("territory_ids", "child_ids.territory_ids")
    def _compute_site_territory_ids(self):
        for partner in self:
            partner.site_territory_ids = partner.territory_ids | partner.child_ids.territory_ids

    @api.model_create_multi
    def create(self, vals_list):
        if any("territory_ids" in vals for vals in vals_list):
            self._refuse_territory_lines()
        return super().create(vals_list)

    def write(self, vals):
        if "territory_ids" in vals:
            self._refuse_territory_lines()
        return super().write(vals)

    def _refuse_territory_lines(self):
        raise UserError(self.env._("Territories follow from rules. Use “Choose Territory” to decide otherwise."))

    def _filter_territory_scope(self, model):
        companies, company_id = model._get_company_partner_ids(), model._get_company_id()
        return self.filtered(
            lambda partner: (
                partner.active
                and partner.commercial_partner_id.active
                and partner.commercial_partner_id.partner_share
                and partner.commercial_partner_id.id not in companies
                and (partner == partner.commercial_partner_id or partner.type in ADDRESS_TYPES)
                and partner.company_id.id in (company_id, False)
            )
        )

    def _run_territory_rules(self, vals=None):
        """What is written on a company concerns its other addresses, too."""
        addresses = self
        if vals and not COMPANY_FACTS.isdisjoint(vals):
            addresses |= self.child_ids.filtered(lambda child: child.type in ADDRESS_TYPES)
        return super(ResPartner, addresses)._run_territory_rules(vals)

    def _get_territory_company(self):
        return self.commercial_partner_id

    def _get_territories(self):
        return self.territory_ids

    def _after_territory_choice(self, territory):
        """Deals without a choice of their own follow their customer."""
        self.invalidate_recordset(["territory_ids"])
        territory.model_id._run_followers(self)

    def _get_territory_language(self):
        return self.env["res.lang"].browse(self.env["res.lang"]._get_data(code=self.lang).id)
