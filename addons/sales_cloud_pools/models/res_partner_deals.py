from odoo import api, fields, models
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
        "commercial_contact_ids.opportunity_ids.date_conversion", "commercial_contact_ids.opportunity_ids.date_closed"
    )
    def _compute_deal_facts(self):
        super()._compute_deal_facts()

    @api.model
    def _get_deal_totals(self):
        return [*super()._get_deal_totals(), "create_date:max", "date_conversion:max", "date_closed:max"]

    def _set_deal_facts(self, deals):
        super()._set_deal_facts(deals)
        came = [deal[name] for deal in deals for name in ("create_date:max", "date_conversion:max") if deal[name]]
        won = [deal["date_closed:max"] for deal in deals if deal["won_status"] == "won" and deal["date_closed:max"]]
        self.last_opportunity_at = max(came, default=False)
        self.last_won_at = max(won, default=False)

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
