from odoo import models


class AccountPayment(models.Model):
    """The windows that ask what becomes of acceptance bills; their titles name the bill."""

    _inherit = "account.payment"

    def action_open_cashing(self):
        """Ask when these bills were cashed."""
        title = self.env._("Cash Bill %s", self.bill_number) if len(self) == 1 else self.env._("Cash Bills")
        return self._open_bill_dialog("sales.bill.step", title, default_kind="cash")

    def action_open_dishonour(self):
        """Ask when and why these bills were dishonoured."""
        title = self.env._("Dishonour Bill %s", self.bill_number) if len(self) == 1 else self.env._("Dishonour Bills")
        return self._open_bill_dialog("sales.bill.step", title, default_kind="dishonour")

    def action_open_endorsement(self):
        """Ask whom this bill is endorsed to, and what it pays there."""
        self.ensure_one()
        title = self.env._("Endorse Bill %s", self.bill_number)
        return self._open_bill_dialog("sales.bill.endorsement", title, default_payment_id=self.id)

    def action_open_discount(self):
        """Ask at which bank this bill is discounted, and what that costs."""
        self.ensure_one()
        title = self.env._("Discount Bill %s", self.bill_number)
        return self._open_bill_dialog("sales.bill.discount", title, default_payment_id=self.id)

    def _open_bill_dialog(self, model, title, **context):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids, **context},
        }
