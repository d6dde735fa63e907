from odoo import Command, api, fields, models

LINES_SHOWN = 200


class SalesPoolSimulation(models.TransientModel):
    """What assignment and reclaim would do, before they do it."""

    _name = "sales.pool.simulation"
    _description = "Pool Dry Run"

    pool_id = fields.Many2one("sales.pool", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("assign", "Assignment"), ("reclaim", "Reclaim"), ("age", "Unclaimed Records")],
        "Dry Run of",
        required=True,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    at = fields.Datetime("Until", default=lambda self: fields.Datetime.add(fields.Datetime.now(), days=7))
    summary = fields.Char(readonly=True)
    line_ids = fields.One2many("sales.pool.simulation.line", "simulation_id", "Result")

    @api.depends("pool_id")
    def _compute_kind(self):
        for simulation in self:
            simulation.kind = "assign" if simulation.pool_id._is_sharing_out() else "reclaim"

    @api.onchange("pool_id", "kind", "at")
    def _onchange_simulate(self):
        """Show what would happen as soon as it is asked."""
        self.line_ids = [Command.clear()]
        if not self.pool_id._is_manager():
            self.summary = self.env._("Only the managers of the pool see what it would do.")
            return
        rows = self._simulate() if self.kind == "assign" or self.at else []
        self.line_ids = [Command.create(self._prepare_line_vals(row)) for row in rows[:LINES_SHOWN]]
        self.summary = self._summarise(rows)

    def _summarise(self, rows):
        if not rows:
            return self.env._("Nothing would happen.")
        if len(rows) > LINES_SHOWN:
            return self.env._("%(count)s records; the first %(shown)s:", count=len(rows), shown=LINES_SHOWN)
        return self.env._("%s records:", len(rows))

    def _simulate(self):
        pool = self.pool_id
        if self.kind == "assign":
            return pool.simulate_assign()
        return pool.simulate_age(at=self.at) if self.kind == "age" else pool.simulate_reclaim(at=self.at)

    def _prepare_line_vals(self, row):
        return {
            "record_name": row["record_name"],
            "user_id": row["user_id"],
            "rule_id": row.get("rule_id"),
            "target_pool_id": row.get("target_pool_id"),
            "moment": row.get("reclaim_at") or row.get("age_at"),
            "explanation": row.get("why") or row["explanation"],
        }
