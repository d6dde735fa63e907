from odoo import Command, fields, models


class SalesPoolSimulation(models.TransientModel):
    """What assignment and reclaim would do, before they do it."""

    _name = "sales.pool.simulation"
    _description = "Pool Dry Run"

    pool_id = fields.Many2one("sales.pool", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("assign", "Assignment"), ("reclaim", "Reclaim"), ("age", "Unclaimed Records")],
        "Dry Run of",
        required=True,
        default="reclaim",
    )
    at = fields.Datetime("Until", default=lambda self: fields.Datetime.add(fields.Datetime.now(), days=7))
    line_ids = fields.One2many("sales.pool.simulation.line", "simulation_id", "Result")

    def action_simulate(self):
        """Fill in what would happen and show it again."""
        self.ensure_one()
        rows = self._simulate()
        self.line_ids = [Command.clear(), *(Command.create(self._prepare_line_vals(row)) for row in rows)]
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_simulation_action")
        return action | {"res_id": self.id, "context": {}}

    def _simulate(self):
        pool = self.pool_id
        if self.kind == "assign":
            return pool.simulate_assign()
        return pool.simulate_age(at=self.at) if self.kind == "age" else pool.simulate_reclaim(at=self.at)

    def _prepare_line_vals(self, row):
        return {
            "record_name": row["record_name"],
            "user_id": row["user_id"],
            "target_pool_id": row.get("target_pool_id"),
            "moment": row.get("reclaim_at") or row.get("age_at"),
            "explanation": row.get("why") or row["explanation"],
        }
