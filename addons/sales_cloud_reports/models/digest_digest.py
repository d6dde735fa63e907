from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """The digest mail may tell what was collected."""

    _inherit = "digest.digest"

    kpi_sales_collected = fields.Boolean("Collected")
    kpi_sales_collected_value = fields.Monetary(compute="_compute_kpi_sales_collected_value")

    def _compute_kpi_sales_collected_value(self):
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(self.env._("Do not have access, skip this data for user's digest email"))
        self._calculate_company_based_kpi(
            "sales.credit",
            "kpi_sales_collected_value",
            date_field="date",
            additional_domain=[("metric", "=", "collected"), ("kind", "=", "revenue")],
            sum_field="amount_company",
        )

    def _compute_kpis_actions(self, company, user):
        return {
            **super()._compute_kpis_actions(company, user),
            "kpi_sales_collected": "sales_cloud_core.sales_credit_action",
        }
