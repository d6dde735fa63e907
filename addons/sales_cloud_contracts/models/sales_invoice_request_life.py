from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_cloud_core.models.locking import lock_rows

TOPIC = "invoice"


class SalesInvoiceRequest(models.Model):
    """Asked, approved, issued by finance; afterwards red-lettered by a credit note, or void before it was paid."""

    _inherit = "sales.invoice.request"

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    def action_submit(self):
        """Ask for approval; without an approval rule the request goes straight to finance.

        :raise UserError: nothing to invoice, more than is delivered or left to invoice, or the title is incomplete
        """
        self.check_access("write")
        self._check_may_ask()
        self._check_draft()
        self._check_complete()
        for request in self:
            needs_approval = request._find_approval_rule(TOPIC, request.amount, request.currency_id)
            request.sudo().state = "approval" if needs_approval else "approved"  # sudo: the status follows its buttons
            if needs_approval:
                request._request_approval(
                    lambda asked: asked.display_name,
                    request.note,
                    request.amount,
                    request.currency_id,
                    topic=TOPIC,
                )
        return True

    def action_cancel(self):
        """Give these requests up, unless their invoice is issued; a pending approval is withdrawn."""
        self.check_access("write")
        self._check_may_ask()
        for request in self:
            if request.state not in ("draft", "approval", "approved"):
                raise UserError(self.env._("%s is issued. Finance can void or red-letter it.", request.display_name))
            if request.approval_state == "pending":
                request.approval_id.action_withdraw()
            request.sudo().state = "cancelled"  # sudo: the status follows its own buttons alone
        return True

    # ------------------------------------------------------------
    # FINANCE
    # ------------------------------------------------------------

    def action_issue(self, number, date=None):
        """Make and confirm the invoices of an approved request and record its tax invoice number (finance only).

        :param str number: of the tax invoice
        :param date: its day, today when left out
        :raise UserError: not approved, issued already, or more than is left to invoice by now
        """
        self.ensure_one()
        self._check_finance()
        self._lock_in("approved")
        number = (number or "").strip()
        if not number:
            raise UserError(self.env._("Enter the number of the tax invoice."))
        self._check_complete()
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        if day > fields.Date.context_today(self):
            raise UserError(self.env._("A tax invoice is not dated in the future. Choose today or an earlier day."))
        moves = self.env["account.move"]
        for line in self.line_ids:
            moves |= line.collection_id._create_invoices(line.amount)
        moves.write({"invoice_date": day, "ref": number})
        moves.action_post()
        # sudo: the status follows its own buttons alone
        self.sudo().write(
            {"state": "issued", "tax_invoice_number": number, "date_issued": day, "move_ids": [Command.set(moves.ids)]}
        )
        self._tell_requester(lambda asked: asked.env._("Invoice %s is issued.", number))
        return moves._get_records_action(name=self.env._("Invoices"))

    def action_red_letter(self, reason, number):
        """Credit the whole invoice with a red-letter invoice (finance only); the instalments can be invoiced again.

        :param str reason: why
        :param str number: of the red-letter invoice
        """
        self.ensure_one()
        self._check_finance()
        self._lock_in("issued")
        reason, number = self._require(reason), self._require(number)
        self._check_whole()
        today = fields.Date.context_today(self)
        credit_notes = self.move_ids._reverse_moves(
            [{"invoice_date": today, "date": today, "ref": number} for _move in self.move_ids]
        )
        credit_notes.action_post()
        for move in self.move_ids:
            items = (move | move.reversal_move_ids)._get_receivable_lines().filtered(lambda line: not line.reconciled)
            if len(items.move_id) > 1:
                items.reconcile()
        # sudo: the status follows its own buttons alone
        self.sudo().write({"state": "red", "undo_reason": reason, "red_number": number})
        self._tell_requester(lambda asked: asked.env._("The invoice is red-lettered: %s", reason))
        return credit_notes._get_records_action(name=self.env._("Credit Notes"))

    def action_void(self, reason):
        """Void an invoice of this month that nothing was paid on (finance only); it can be invoiced again.

        :param str reason: why
        """
        self.ensure_one()
        self._check_finance()
        self._lock_in("issued")
        reason = self._require(reason)
        self._check_whole()
        today = fields.Date.context_today(self)
        paid = self.move_ids.filtered(lambda move: move.payment_state != "not_paid")
        if paid or (self.date_issued.year, self.date_issued.month) != (today.year, today.month):
            raise UserError(
                self.env._("Only an unpaid invoice of this month can be made void. Issue a red-letter invoice instead.")
            )
        self.move_ids.button_draft()
        self.move_ids.button_cancel()
        self.sudo().write({"state": "void", "undo_reason": reason})  # sudo: the status follows its own buttons alone
        self._tell_requester(lambda asked: asked.env._("The invoice is void: %s", reason))
        return True

    @api.readonly
    def action_view_invoices(self):
        """Open the invoices of these requests, with the credit notes that took them back."""
        moves = self.move_ids | self.move_ids.reversal_move_ids
        return moves._get_records_action(name=self.env._("Invoices"))

    def _check_whole(self):
        """Refuse to take back an invoice that accounting, or a refund, took back in part or whole already."""
        for move in self.move_ids:
            notes = move.reversal_move_ids.filtered(lambda note: note.state != "cancel")
            if notes or move.state != "posted":
                raise UserError(
                    self.env._(
                        "%(invoice)s is credited or cancelled already: %(documents)s. Undo that in accounting before "
                        "the whole invoice is taken back.",
                        invoice=move.display_name,
                        documents=", ".join((notes or move).mapped("display_name")),
                    )
                )

    def _require(self, text):
        if not (text or "").strip():
            raise UserError(self.env._("Enter a reason, and the number of a red-letter invoice."))
        return text.strip()

    def _lock_in(self, state):
        """Lock this request, and refuse when it is not in ``state`` (any more)."""
        lock_rows(self)
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(request)s is “%(state)s”; this needs “%(needed)s”. Reload the page.",
                    request=self.display_name,
                    state=labels[self.state],
                    needed=labels[state],
                )
            )

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | {"contract_id", "line_ids", "title", "tax_id", "invoice_type"}

    def _get_approval_details(self):
        lines = [f"{line.collection_id.display_name}: {line.currency_id.format(line.amount)}" for line in self.line_ids]
        title = self.env._("Invoice title: %s", self.title)
        return "\n".join([self.env._("Customer: %s", self.partner_id.display_name), title, *lines])
