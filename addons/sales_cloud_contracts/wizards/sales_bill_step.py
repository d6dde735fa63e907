from odoo import fields, models


class SalesBillStep(models.TransientModel):
    """Asks finance when a bill was cashed, or when and why it was dishonoured; the bill takes the step."""

    _name = "sales.bill.step"
    _description = "Cash or Dishonour an Acceptance Bill"

    kind = fields.Selection(
        [("cash", "Cashed"), ("dishonour", "Dishonoured")], "Step", default="cash", required=True, readonly=True
    )
    payment_ids = fields.Many2many(
        "account.payment",
        string="Acceptance Bills",
        required=True,
        readonly=True,
        default=lambda self: self._get_selected(),
    )
    date = fields.Date("On", required=True, default=fields.Date.context_today)
    reason = fields.Char(help="What the bank answered; the owner of the contract reads it.")

    def _get_selected(self):
        """Return the bills that were selected, or the one that is open."""
        is_bill = self.env.context.get("active_model") == "account.payment"
        return self.env.context.get("active_ids") if is_bill else False

    def action_take(self):
        """Take the step."""
        self.ensure_one()
        if self.kind == "cash":
            self.payment_ids.action_cash_bill(self.date)
        else:
            self.payment_ids.action_dishonour_bill(self.reason, self.date)
        return {"type": "ir.actions.act_window_close"}
