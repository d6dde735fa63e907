from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """A customer shows its contracts and what is overdue of them, its contacts' included."""

    _inherit = "res.partner"

    sales_contract_ids = fields.One2many("sales.contract", "partner_id", "Sales Contracts")
    sales_contract_count = fields.Integer(
        compute="_compute_sales_contract_count", groups="sales_team.group_sale_salesman"
    )
    sales_overdue_amount = fields.Monetary(
        "Overdue",
        compute="_compute_sales_overdue_amount",
        groups="sales_team.group_sale_salesman,sales_cloud_contracts.group_finance",
        help="Overdue instalments of signed contracts, in the currency of the current company at today's rate.",
    )

    def _compute_sales_contract_count(self):
        """Count the contracts of each partner and of the contacts below it, in one query."""
        counts = self._sum_contacts_below("sales.contract", Domain.TRUE, "__count")
        for partner in self:
            partner.sales_contract_count = counts[partner._origin.id]

    @api.depends_context("company", "uid", "tz")
    def _compute_sales_overdue_amount(self):
        amounts = self._sum_contacts_below(
            "sales.collection",
            self.env["sales.collection"]._get_overdue_domain(),
            "amount_residual:sum_currency",
        )
        for partner in self:
            partner.sales_overdue_amount = amounts[partner._origin.id]

    def _sum_contacts_below(self, model, domain, aggregate):
        """Return by partner id what the documents of each partner and of the contacts below it total.

        A partner that is not saved yet has no id, and nothing.
        """
        below = self.with_context(active_test=False).search_fetch([("id", "child_of", self.ids)], ["parent_id"])
        totals = dict.fromkeys([*self.ids, False], 0)
        groups = self.env[model]._read_group(
            domain & Domain("partner_id", "in", below.ids), ["partner_id"], [aggregate]
        )
        for partner, total in groups:
            while partner:
                if partner.id in totals:
                    totals[partner.id] += total
                partner = partner.parent_id
        return totals

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

    @api.readonly
    def action_view_sales_overdue(self):
        """Open the overdue instalments of this customer and its contacts."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_collection_action")
        return {
            **action,
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"search_default_overdue": 1, "search_default_signed": 1},
        }
