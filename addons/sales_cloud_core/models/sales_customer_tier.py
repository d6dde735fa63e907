from odoo import fields, models


class SalesCustomerTier(models.Model):
    """How important a customer is. Pools weigh held customers by it and their rules read it.

    Tiers are given by hand; a company adds its own or renames the ones that come with the product.
    """

    _name = "sales.customer.tier"
    _description = "Customer Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The most important tier comes first.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the tier in every company.")
    customer_count = fields.Integer("Customers", compute="_compute_customer_count")

    def _compute_customer_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("tier_id", "in", self.ids), ("parent_id", "=", False)], ["tier_id"], ["__count"]
            )
        )
        for tier in self:
            tier.customer_count = counts.get(tier, 0)
