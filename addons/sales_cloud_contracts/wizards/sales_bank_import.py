from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import bank_file


class SalesBankImport(models.TransientModel):
    """Reads a file of the bank, shows row by row what is wrong, and imports what is not known yet."""

    _name = "sales.bank.import"
    _description = "Import Bank Lines"
    _inherit = "sales.file.import.mixin"
    _check_company_auto = True

    journal_id = fields.Many2one(
        "account.journal",
        "Bank",
        required=True,
        check_company=True,
        domain="[('type', '=', 'bank')]",
        default=lambda self: self.env["account.journal"].search(
            [*self.env["account.journal"]._check_company_domain(self.env.company), ("type", "=", "bank")], limit=1
        ),
    )
    row_ids = fields.One2many("sales.bank.import.row", "import_id", "Rows", readonly=True)

    @api.onchange("journal_id")
    def _onchange_journal_id(self):
        self._clear_rows()

    def _check_may_import(self):
        self.env["sales.bank.receipt"]._check_finance()

    def _get_reader(self):
        return bank_file

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_import(self):
        """Import the rows that are new and right, and open what came in.

        :return: action with the new receipts
        """
        self.action_check()
        rows = self.row_ids.filtered(lambda row: row.status == "new")
        if not rows:
            raise UserError(self.env._("No row of this file can be imported. Read the messages of the rows."))
        lines = self.env["account.bank.statement.line"].create([row._prepare_line_vals() for row in rows])
        receipts = lines.bank_receipt_ids
        for line, row in zip(lines, rows, strict=True):
            line.bank_receipt_ids.sudo().bank_reference = row.reference  # sudo: finance is checked above
        return receipts._get_records_action(name=self.env._("Imported Receipts"))

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def _judge_rows(self, rows):
        known = self._get_known_references([row.reference for row in rows])
        currencies = self.env["res.currency"].search([("name", "in", [row.currency for row in rows])])
        by_name = {currency.name: currency for currency in currencies}
        return [self._prepare_row_vals(row, known, by_name.get(row.currency)) for row in rows]

    def _get_known_references(self, references):
        known = self.env["sales.bank.receipt"].search(
            [("journal_id", "=", self.journal_id.id), ("bank_reference", "in", references)]
        )
        return set(known.mapped("bank_reference"))

    def _prepare_row_vals(self, row, known, currency):
        message = self._find_problem(row, currency)
        status = "error" if message else "new"
        if row.problem == "outgoing":
            status = "skipped"
        elif not message and row.reference in known:
            status, message = "known", self.env._("Imported before")
        return {
            "number": row.number,
            "date": row.date,
            "amount": row.amount,
            "payer": row.payer,
            "account": row.account,
            "reference": row.reference,
            "label": row.label,
            "foreign_currency_id": currency.id if currency and currency != self._get_own_currency() else False,
            "foreign_amount": row.foreign,
            "status": status,
            "message": message,
        }

    def _find_problem(self, row, currency):
        """Return in words what is wrong with a row, '' when nothing is.

        :param currency: that the row names, None without one and where it is not active
        """
        words = {
            "date": self.env._("The date cannot be read; write it as 2026-01-31."),
            "amount": self.env._("The amount is no number."),
            "outgoing": self.env._("Nothing came in; left out."),
            "reference": self.env._("The bank reference is missing."),
            "repeated": self.env._("This bank reference is in the file twice."),
        }
        if row.problem:
            return words[row.problem]
        if row.date > fields.Date.context_today(self):
            return self.env._("The date is in the future.")
        return self._find_currency_problem(row, currency)

    def _find_currency_problem(self, row, currency):
        if not row.currency or currency == self._get_own_currency():
            return ""
        if not currency:
            return self.env._("Currency %s is not active.", row.currency)
        return "" if row.foreign > 0 else self.env._("A foreign currency needs the amount in that currency, too.")

    def _get_own_currency(self):
        return self.journal_id.currency_id or self.journal_id.company_id.currency_id
