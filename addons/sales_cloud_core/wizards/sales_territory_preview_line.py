from odoo import fields, models


class SalesTerritoryPreviewLine(models.TransientModel):
    """What a territory or a person would gain and lose, or what would move from one territory to another."""

    _name = "sales.territory.preview.line"
    _description = "Territory Preview Line"

    preview_id = fields.Many2one("sales.territory.preview", required=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one(related="preview_id.currency_id")
    kind = fields.Selection([("territory", "Territory"), ("person", "Person"), ("move", "Move")], required=True)
    name = fields.Char()
    from_name = fields.Char(related="from_id.name", string="From")
    to_name = fields.Char(related="to_id.name", string="To")
    from_id = fields.Many2one("sales.territory", "From (Full Name)", ondelete="cascade")
    to_id = fields.Many2one("sales.territory", "To (Full Name)", ondelete="cascade")
    customers_gained = fields.Integer()
    customers_lost = fields.Integer()
    leads_gained = fields.Integer()
    opportunities_gained = fields.Integer("Deals Gained")
    opportunities_lost = fields.Integer("Deals Lost")
    amount_gained = fields.Monetary("Pipeline Gained")
    amount_lost = fields.Monetary("Pipeline Lost")

    def action_view_customers(self):
        """Open the addresses of customers that would move so, the first thousand."""
        return self._open("partner", self.env._("Customers That Move"))

    def action_view_leads(self):
        """Open the leads and opportunities that would move so, the first thousand."""
        return self._open("lead", self.env._("Leads and Opportunities That Move"))

    def _open(self, kind, title):
        self.ensure_one()
        model = self.preview_id.model_id
        model._check_may_manage()
        # sudo: the preview counts all records; the list shows those that the user may read
        found = model.sudo()._search_moved(kind, self.from_id.id, self.to_id.id)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": found._name,
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", found.ids)],
            "context": {"active_test": False},
        }
