from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import flow as tools
from .sales_contract import LOOSE_STATES

DELIVERABLE_STATES = ("signed", "running")


class SalesContract(models.Model):
    """What of a contract is delivered and accepted, and since when all of it is."""

    _inherit = "sales.contract"

    delivery_ids = fields.One2many("sales.delivery", "contract_id", "Deliveries")
    delivery_count = fields.Integer(compute="_compute_delivery_count")
    date_delivered = fields.Date("Delivered On", readonly=True, copy=False, help="The day the delivery was complete.")
    date_accepted = fields.Date("Accepted On", readonly=True, copy=False, help="The day everything was accepted.")

    @api.depends("delivery_ids")
    def _compute_delivery_count(self):
        counts = dict(
            self.env["sales.delivery"]._read_group([("contract_id", "in", self.ids)], ["contract_id"], ["__count"])
        )
        for contract in self:
            contract.delivery_count = counts.get(contract, 0)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_prepare_delivery(self):
        """Make a delivery record of everything that is left to deliver.

        :return: action that opens it (its id is ``res_id``)
        :raise UserError: not in force, or nothing is left
        """
        self.ensure_one()
        self.check_access("write")
        self._check_deliverable()
        vals = self._prepare_delivery_vals()
        if not vals["line_ids"]:
            raise UserError(
                self.env._(
                    "Nothing of contract %s is left to record: it is delivered already, or its orders count themselves "
                    "what they deliver.",
                    self.display_name,
                )
            )
        return self.env["sales.delivery"].create(vals)._get_records_action(name=self.env._("Delivery"))

    @api.readonly
    def action_view_deliveries(self):
        """Open the delivery records of these contracts."""
        return self.delivery_ids._get_records_action(name=self.env._("Deliveries"))

    def _check_deliverable(self):
        for contract in self:
            if contract.state not in DELIVERABLE_STATES:
                raise UserError(
                    self.env._(
                        "Contract %s is not in force, so nothing is delivered. Sign it, or put it in force, first.",
                        contract.display_name,
                    )
                )

    def _prepare_delivery_vals(self):
        return {
            "contract_id": self.id,
            "line_ids": [
                Command.create({"contract_line_id": line.id, "quantity": line.quantity - line.qty_delivered})
                for line in self.line_ids
                if line._is_recorded_by_hand() and line.quantity > line.qty_delivered
            ],
        }

    # ------------------------------------------------------------
    # FLOW
    # ------------------------------------------------------------

    def _get_worth_percent(self, get_quantity):
        """Return how many percent of the untaxed worth some quantities of the lines are.

        :param get_quantity: function(sales.contract.line) -> quantity
        """
        lines = self.line_ids.filtered(lambda line: line.price_subtotal > 0)
        worth = sum(line._get_worth(get_quantity(line)) for line in lines)
        return tools.percent_of(worth, sum(lines.mapped("price_subtotal")))

    def _after_delivered(self):
        """Follow a change of what is delivered or accepted: completion, due dates, next steps of the flow."""
        percents = self._get_flow_percents()
        for contract in self:
            reached = percents[contract]
            contract._set_completion("date_delivered", reached["deliver"], "date")
            contract._set_completion("date_accepted", reached["accept"], "date_accepted")
        self.collection_ids._update_due_dates()
        self._push_flow_at_end()

    def _set_completion(self, name, percent, record_date):
        """Remember the day on which a step became complete; forget it when the step is not complete any more."""
        is_complete = percent >= tools.WHOLE - tools.TOLERANCE and self.state not in LOOSE_STATES
        if is_complete == bool(self[name]):
            return
        counted = self.delivery_ids.filtered(lambda delivery: delivery.state in ("delivered", "accepted"))
        today = fields.Date.context_today(self)
        # sudo: the day follows from the deliveries, whoever records them
        self.sudo()[name] = max(filter(None, counted.mapped(record_date)), default=today) if is_complete else False
