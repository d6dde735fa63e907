from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    sales_contract_ids = fields.One2many("sales.contract", "partner_id", "Sales Contracts")
    sales_contract_count = fields.Integer(
        compute="_compute_sales_contract_count", groups="sales_team.group_sale_salesman"
    )

    def _compute_sales_contract_count(self):
        """Count the contracts of each partner and of the contacts below it, in one query."""
        below = self.with_context(active_test=False).search_fetch([("id", "child_of", self.ids)], ["parent_id"])
        counts = self.env["sales.contract"]._read_group([("partner_id", "in", below.ids)], ["partner_id"], ["__count"])
        self.sales_contract_count = 0
        for partner, count in counts:
            while partner:
                if partner in self:
                    partner.sales_contract_count += count
                partner = partner.parent_id

    @api.readonly
    def action_view_sales_contracts(self):
        """Open the contracts of this customer and its contacts."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_contract_action")
        return {
            **action,
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"default_partner_id": self.id},
        }
