from odoo import fields, models


class SalesPoolSimulationLine(models.TransientModel):
    _name = "sales.pool.simulation.line"
    _description = "Pool Dry Run Result"

    simulation_id = fields.Many2one("sales.pool.simulation", required=True, index=True, ondelete="cascade")
    record_name = fields.Char("Record")
    user_id = fields.Many2one("res.users", "Person", ondelete="cascade")
    rule_id = fields.Many2one("sales.pool.rule", ondelete="cascade")
    target_pool_id = fields.Many2one("sales.pool", "Goes To", ondelete="cascade")
    moment = fields.Datetime("When")
    explanation = fields.Char("Why")
