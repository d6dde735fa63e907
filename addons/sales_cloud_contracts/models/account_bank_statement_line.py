from odoo import api, fields, models

BOOKED_FIELDS = {"amount", "amount_currency", "foreign_currency_id", "journal_id", "date", "partner_id"}


class AccountBankStatementLine(models.Model):
    """What comes in on a bank account can be claimed, however the line was made."""

    _inherit = "account.bank.statement.line"

    bank_receipt_ids = fields.One2many("sales.bank.receipt", "statement_line_id")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        incoming = lines.filtered(lambda line: line.journal_id.type == "bank" and line.amount > 0)
        # sudo: the receipt follows from the line, whoever may import it
        self.env["sales.bank.receipt"].sudo().create([line._prepare_bank_receipt_vals() for line in incoming])
        return lines

    def write(self, vals):
        if BOOKED_FIELDS & vals.keys():
            self._check_receipts_not_booked(vals)
        return super().write(vals)

    def unlink(self):
        self._get_receipts()._check_not_booked()
        return super().unlink()

    def action_undo_reconciliation(self):
        self._get_receipts()._check_not_booked()
        return super().action_undo_reconciliation()

    def _check_receipts_not_booked(self, vals):
        changed = self.filtered(
            lambda line: any(
                self._fields[name].convert_to_cache(vals[name], line)
                != self._fields[name].convert_to_cache(line[name], line)
                for name in BOOKED_FIELDS & vals.keys()
            )
        )
        changed._get_receipts()._check_not_booked()

    def _get_receipts(self):
        # sudo: an accountant who sees no receipts is held back by a confirmed one all the same
        return self.sudo().bank_receipt_ids

    def _prepare_bank_receipt_vals(self):
        """Return the values of the receipt that people claim."""
        self.ensure_one()
        return {
            "statement_line_id": self.id,
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
        }
