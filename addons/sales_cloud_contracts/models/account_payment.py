from odoo import fields, models


class AccountPayment(models.Model):
    """Payments matched with instalments before there is an invoice are advances."""

    _inherit = "account.payment"

    collection_match_ids = fields.One2many("sales.collection.match", "payment_id", "Instalments", copy=False)

    def unlink(self):
        """Deleted payments leave their instalments first."""
        # sudo: the plan follows the books, whoever keeps them
        self.sudo().collection_match_ids.unlink()
        return super().unlink()

    def _get_advance(self):
        """Return what of this payment is received and not reconciled yet, in its currency (negative for outbound).

        A payment without a journal entry has nothing to reconcile: it counts in full once it is in process.
        """
        self.ensure_one()
        sign = 1 if self.payment_type == "inbound" else -1
        if self.state not in ("in_process", "paid"):
            return 0.0
        if not self.move_id:
            return sign * self.amount
        lines = self.move_id._get_receivable_lines() if self.move_id.state == "posted" else self.move_id.line_ids[:0]
        return self.currency_id.round(-sum(lines.mapped("amount_residual_currency")))
