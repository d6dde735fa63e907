from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class ResPartner(models.Model):
    """A customer knows when its last opportunity came and when the last one was won: rules read it there."""

    _inherit = "res.partner"

    last_opportunity_at = fields.Datetime("Last Opportunity", compute="_compute_deal_facts", store=True)
    last_won_at = fields.Datetime("Last Won", compute="_compute_deal_facts", store=True)

    def _auto_init(self):
        """Fill the facts of the existing customers with one statement instead of record by record."""
        if not column_exists(self.env.cr, self._table, "last_opportunity_at"):
            create_column(self.env.cr, self._table, "last_opportunity_at", "timestamp")
            create_column(self.env.cr, self._table, "last_won_at", "timestamp")
            self.env.cr.execute(self._deal_facts_init_sql())
        return super()._auto_init()

    @api.depends(
        "commercial_contact_ids.opportunity_ids.type",
        "commercial_contact_ids.opportunity_ids.date_conversion",
        "commercial_contact_ids.opportunity_ids.won_status",
        "commercial_contact_ids.opportunity_ids.date_closed",
        "commercial_contact_ids.opportunity_ids.business_line_id",
    )
    def _compute_deal_facts(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        groups = leads._read_group(
            self._get_main_deal_domain()
            & Domain([("type", "=", "opportunity"), ("partner_id.commercial_partner_id", "in", self.ids)]),
            ["partner_id.commercial_partner_id", "won_status"],
            ["create_date:max", "date_conversion:max", "date_closed:max"],
        )
        came, won = {}, {}
        for customer, status, created, converted, closed in groups:
            came[customer] = max(filter(None, (came.get(customer), created, converted)))
            if status == "won":
                won[customer] = closed
        for partner in self:
            partner.last_opportunity_at = came.get(partner, False)
            partner.last_won_at = won.get(partner, False)

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _deal_facts_init_sql(self):
        return SQL(
            """
            UPDATE res_partner AS customer SET last_opportunity_at = deal.came, last_won_at = deal.won
              FROM (SELECT partner.commercial_partner_id AS id,
                           max(COALESCE(lead.date_conversion, lead.create_date)) AS came,
                           max(lead.date_closed) FILTER (WHERE lead.won_status = 'won') AS won
                      FROM crm_lead AS lead JOIN res_partner AS partner ON partner.id = lead.partner_id
                     WHERE lead.type = 'opportunity'
                  GROUP BY partner.commercial_partner_id) AS deal
             WHERE customer.id = deal.id
            """
        )
