from odoo import api, fields, models


class SalesTerritoryPreview(models.TransientModel):
    """Shows what would move if a model were in force, before it is."""

    _name = "sales.territory.preview"
    _description = "Territory Preview"
    _rec_name = "model_id"

    model_id = fields.Many2one("sales.territory.model", required=True, readonly=True, ondelete="cascade")
    model_state = fields.Selection(related="model_id.state")
    currency_id = fields.Many2one(related="model_id.currency_id")
    territory_line_ids = fields.One2many(
        "sales.territory.preview.line", "preview_id", "Territories", domain=[("kind", "=", "territory")]
    )
    person_line_ids = fields.One2many(
        "sales.territory.preview.line", "preview_id", "People", domain=[("kind", "=", "person")]
    )
    move_line_ids = fields.One2many(
        "sales.territory.preview.line", "preview_id", "Moves", domain=[("kind", "=", "move")]
    )
    customers = fields.Integer(readonly=True)
    leads = fields.Integer(readonly=True)
    opportunities = fields.Integer("Open Deals", readonly=True)
    amount = fields.Monetary("Pipeline", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        previews = super().create(vals_list)
        for preview in previews:
            preview._fill(preview.model_id.simulate())
        return previews

    def _fill(self, result):
        lines = self.env["sales.territory.preview.line"]
        lines.create(
            [
                *(self._prepare_change_vals("territory", row) for row in result["territories"]),
                *(self._prepare_change_vals("person", row) for row in result["people"]),
                *(self._prepare_move_vals(row) for row in result["moves"]),
            ]
        )
        self.write(result["totals"])

    def _prepare_change_vals(self, kind, row):
        vals = {"preview_id": self.id, "kind": kind, "name": row["name"]}
        for side in ("gained", "lost"):
            vals |= {f"{name}_{side}": row[side][name] for name in ("customers", "opportunities", "amount")}
        return vals

    def _prepare_move_vals(self, row):
        return {
            "preview_id": self.id,
            "kind": "move",
            "from_id": row["from_id"],
            "to_id": row["to_id"],
            "customers_gained": row["customers"],
            "leads_gained": row["leads"],
            "opportunities_gained": row["opportunities"],
            "amount_gained": row["amount"],
        }

    def action_activate(self):
        """Put the model in force, or ask for the approval that this needs."""
        self.model_id.action_activate()
        return self._open_model()

    def action_run_rules(self):
        """Run the rules of the active model."""
        self.model_id.run_rules()
        return self._open_model()

    def _open_model(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.territory.model",
            "res_id": self.model_id.id,
            "view_mode": "form",
        }
