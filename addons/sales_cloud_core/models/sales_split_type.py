from odoo import fields, models


class SalesSplitType(models.Model):
    """How a share counts.

    Revenue shares of a document total exactly 100 % and feed targets and rankings; overlay shares (pre-sales,
    support, partner) may have any total and are reported beside them.
    """

    _name = "sales.split.type"
    _description = "Split Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("revenue", "Revenue (totals 100 %)"), ("overlay", "Overlay (any total)")],
        required=True,
        default="overlay",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the type in every company.")

    def _get_default_revenue_type(self):
        """Return the first revenue type, which stands for a plain share of a deal."""
        return self.env.ref("sales_cloud_core.split_type_revenue")
