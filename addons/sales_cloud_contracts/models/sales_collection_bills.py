from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesCollection(models.Model):
    """What acceptance bills cover of an instalment while they do not count as collected."""

    _inherit = "sales.collection"

    amount_in_bills = fields.Monetary(
        "In Bills",
        compute="_compute_amount_in_bills",
        compute_sudo=True,
        help="Covered by acceptance bills that count only once they are cashed.",
    )

    @api.depends(
        "match_ids.amount_paid",
        "match_ids.move_id.line_ids.amount_residual_currency",
        "match_ids.payment_id.is_uncollected",
        "match_ids.payment_line_id.amount_residual_currency",
    )
    def _compute_amount_in_bills(self):
        partials = self.match_ids.move_id.line_ids.matched_credit_ids
        partials.credit_move_id.move_id.origin_payment_id.fetch(
            ["is_uncollected", "bill_state"]
        )  # at once, not invoice by invoice
        for line in self:
            line.amount_in_bills = line.currency_id.round(sum(match._get_in_bills() for match in line.match_ids))

    @api.depends("amount_in_bills")
    def _compute_is_kept(self):
        super()._compute_is_kept()
        for line in self:
            line.is_kept = line.is_kept or bool(line.amount_in_bills)

    def _get_amount_fixed(self):
        """A new plan does not take away either what a bill in hand covers."""
        fixed = super()._get_amount_fixed()
        return max(fixed, self.currency_id.round(self.amount_paid + self.amount_in_bills), key=abs)

    def _get_amount_to_receive(self):
        """What a bill in hand covers is not received once more."""
        return self.currency_id.round(super()._get_amount_to_receive() - self.amount_in_bills)

    def _check_receipt(self, amount, date):
        """Refuse to receive what a bill in hand covers already."""
        super()._check_receipt(amount, date)
        if self.amount_in_bills and self.currency_id.compare_amounts(amount, self._get_amount_to_receive()) > 0:
            raise UserError(
                self.env._(
                    "Acceptance bills in hand cover %(covered)s of instalment %(name)s. Cash them, or record that they "
                    "were dishonoured.",
                    covered=self.currency_id.format(self.amount_in_bills),
                    name=self.display_name,
                )
            )

    def _after_receipt(self, payment, amounts):
        """Expect the money of a bill on its maturity, and remind of what it covers only afterwards."""
        super()._after_receipt(payment, amounts)
        if payment.is_uncollected:
            covered = self.filtered(lambda line: line.amount_in_bills and line._is_covered())
            covered.write({"date_promised": payment.bill_maturity, "date_reminder_paused": payment.bill_maturity})

    def _is_covered(self):
        """Say whether bills in hand cover all that is open."""
        return self.currency_id.compare_amounts(self.amount_in_bills, self.amount_residual) >= 0

    def _after_dishonour(self, bill):
        """Expect and remind again as planned, and ask the owners to act."""
        for line in self:
            if line.date_promised == bill.bill_maturity:
                line.write({"date_promised": False, "date_reminder_paused": False})
            line._message_log(
                body=self.env._(
                    "Bill %(number)s was dishonoured: %(reason)s", number=bill.bill_number, reason=bill.bill_reason
                )
            )
        for contract, lines in self.grouped("contract_id").items():
            lines[:1].activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=contract.user_id.id or self.env.uid,
                summary=self.env._("Acceptance bill %s was dishonoured", bill.bill_number),
                note=bill.bill_reason,
            )
