from odoo import api, fields, models


class SalesPoolRule(models.Model):
    """A rule may wait until the contracts of a customer have ended."""

    _inherit = "sales.pool.rule"

    contract_ended_days = fields.Integer(
        "Contract Ended for", help="Days since the last contract of the customer ended. 0: does not matter."
    )

    _check_contract_days = models.Constraint(
        "CHECK (contract_ended_days >= 0)", "Days of a rule are positive numbers; 0 means that it does not matter."
    )

    @api.model
    def _get_condition_units(self):
        return super()._get_condition_units() | {"contract_ended_days": "day"}

    def _get_bridge_phrases(self):
        return super()._get_bridge_phrases() | {
            "contract_ended_days": self.env._("contract ended %(number)s %(unit)s ago")
        }

    def _anchor_contract_ended_days(self, holding, record):
        if not record.active_contract_until:
            return None
        return holding.pool_id._get_work_calendar().end_of_day(record.active_contract_until)
