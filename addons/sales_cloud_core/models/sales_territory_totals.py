from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesTerritory(models.Model):
    """Totals of a territory and all below, of what the current user may see."""

    _inherit = "sales.territory"

    customer_count = fields.Integer("Customers", compute="_compute_customer_count")
    opportunity_count = fields.Integer("Open Opportunities", compute="_compute_pipeline")
    pipeline_amount = fields.Monetary("Open Pipeline", compute="_compute_pipeline")
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_count(self):
        """Count a customer once in each territory in which, or below which, it has an address."""
        lines = self.env["sales.territory.assignment"]._search(
            Domain("partner_id", "!=", False) & Domain("territory_id", "child_of", self.ids)
        )
        self.flush_model(["parent_path"])
        counts = dict(self.env.execute_query(self._customer_sql(lines)))
        for territory in self:
            territory.customer_count = counts.get(territory._origin.id, 0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pipeline(self):
        opened = Domain("type", "=", "opportunity") & Domain("won_status", "=", "pending")
        totals = self.env["crm.lead"]._read_group(
            opened & Domain("territory_id", "child_of", self.ids),
            ["territory_id"],
            ["__count", "expected_revenue:sum"],
        )
        for territory in self:
            path = territory._origin.parent_path or "-"
            inside = [total for total in totals if total[0].sudo().parent_path.startswith(path)]  # sudo: no secret
            territory.opportunity_count = sum(count for _territory, count, _amount in inside)
            territory.pipeline_amount = sum(amount for _territory, _count, amount in inside)

    # ------------------------------------------------------------
    # READ-SIDE SQL
    # ------------------------------------------------------------

    def _customer_sql(self, lines):
        """Return (territory, customers in it and below) of the assignments that a query finds."""
        columns = [SQL.identifier(lines.table, name) for name in ("partner_id", "territory_id")]
        return SQL(
            """
            SELECT above.id::int, count(DISTINCT place.customer)
              FROM (SELECT DISTINCT partner.commercial_partner_id AS customer, line.territory_id
                      FROM (%s) AS line JOIN res_partner AS partner ON partner.id = line.partner_id) AS place
              JOIN sales_territory AS territory ON territory.id = place.territory_id
        CROSS JOIN LATERAL unnest(string_to_array(trim(territory.parent_path, '/'), '/')) AS above(id)
          GROUP BY above.id
            """,
            lines.select(*columns),
        )
