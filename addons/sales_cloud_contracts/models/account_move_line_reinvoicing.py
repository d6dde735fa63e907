from odoo import models


class AccountMoveLine(models.Model):
    """A bill that was spent for a customer is charged to the order, whatever the customer owes: it is a fact."""

    _inherit = "account.move.line"

    def _sale_create_reinvoice_sale_line(self):
        Order = self.env["sale.order"]
        Order._judge_grown()
        result = super()._sale_create_reinvoice_sale_line()
        Order._accept_growth()
        return result
