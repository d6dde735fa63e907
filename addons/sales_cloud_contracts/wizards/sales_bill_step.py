from odoo import api, fields, models


class SalesBillStep(models.TransientModel):
    """Asks finance when bills were cashed, or when and why they were dishonoured; the bills take the step."""

    _name = "sales.bill.step"
    _description = "Cash or Dishonour an Acceptance Bill"

    kind = fields.Selection(
        [("cash", "Cash"), ("dishonour", "Dishonour")], "Step", default="cash", required=True, readonly=True
    )
    payment_ids = fields.Many2many(
        "account.payment",
        string="Acceptance Bills",
        required=True,
        readonly=True,
        default=lambda self: self._get_selected(),
    )
    bill_numbers = fields.Char("Bills", compute="_compute_bill_numbers")
    passed_state = fields.Selection(
        [("endorsed", "Endorsed"), ("discounted", "Discounted")], "Passed On As", compute="_compute_passed_state"
    )
    date = fields.Date("On", required=True, default=fields.Date.context_today)
    reason = fields.Char(help="What the bank answered; the owner of the contract reads it.")

    def _get_selected(self):
        """Return the bills that were selected, or the one that is open."""
        is_bill = self.env.context.get("active_model") == "account.payment"
        return self.env.context.get("active_ids") if is_bill else False

    @api.depends("payment_ids")
    def _compute_bill_numbers(self):
        for wizard in self:
            numbers = wizard.payment_ids.filtered("bill_number").mapped("bill_number")
            wizard.bill_numbers = ", ".join(numbers)

    @api.depends("payment_ids")
    def _compute_passed_state(self):
        """Where all bills were passed on the same way, the dialog says what recourse means."""
        for wizard in self:
            states = set(wizard.payment_ids.mapped("bill_state"))
            state = states.pop() if len(states) == 1 else None
            wizard.passed_state = state if state in ("endorsed", "discounted") else False

    def action_take(self):
        """Take the step."""
        self.ensure_one()
        if self.kind == "cash":
            self.payment_ids.action_cash_bill(self.date)
        else:
            self.payment_ids.action_dishonour_bill(self.reason, self.date)
        return {"type": "ir.actions.act_window_close"}
