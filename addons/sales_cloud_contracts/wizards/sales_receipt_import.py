from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.sales_collection import OPEN_STATES
from ..tools import receipt_file
from ..tools.collecting import fill_oldest_first


class SalesReceiptImport(models.TransientModel):
    """Registers the receipts of a file, for example those that were kept in a table before.

    Checking registers every row and takes all of it back, so that a row is told exactly what registering would say.
    Importing registers all rows or none.
    """

    _name = "sales.receipt.import"
    _description = "Import Receipts"
    _inherit = "sales.file.import.mixin"
    _check_company_auto = True

    _most_rows = 500

    journal_id = fields.Many2one(
        "account.journal",
        "Bank or Cash",
        required=True,
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
        default=lambda self: self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self.env.company),
                ("type", "in", ("bank", "cash", "credit")),
            ],
            limit=1,
        ),
    )
    row_ids = fields.One2many("sales.receipt.import.row", "import_id", "Rows", readonly=True)

    @api.onchange("journal_id")
    def _onchange_journal_id(self):
        self._clear_rows()

    def _check_may_import(self):
        self.env["sales.collection"]._check_finance()

    def _get_reader(self):
        return receipt_file

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_import(self):
        """Register the new receipts of the file: all of them, or none when a row has an error.

        :return: action with the payments
        :raise UserError: a row has an error, or no row is new
        """
        rows = self._check_all_new()
        payments = self.env["account.payment"].union(*(self._register_row(row) for row in rows))
        return payments._get_records_action(name=self.env._("Imported Receipts"))

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def _judge_rows(self, rows):
        known = self._get_known_references([row.reference for row in rows])
        with self.env.cr.savepoint() as trial:
            judged = [(row, *self._judge(row, known)) for row in rows]
            trial.rollback()
        return [self._prepare_row_vals(row, status, message) for row, status, message in judged]

    def _judge(self, row, known):
        """Return (status, message) of a row; a good one is registered, for the rows after it."""
        problem = self._describe_problem(row)
        if problem:
            return "error", problem
        if row.reference in known:
            return "known", self.env._("Registered before")
        try:
            with self.env.cr.savepoint():
                self._register_row(row)
                self.env.flush_all()
        except UserError as error:
            return "error", str(error)
        return "new", ""

    def _describe_problem(self, row):
        """Return in words what cannot be read of a row, '' when all can."""
        words = {
            "date": self.env._("The date cannot be read; write it as 2026-01-31."),
            "amount": self.env._("The amount is no number above zero."),
            "contract": self.env._("The number of the contract is missing."),
            "reference": self.env._("The bank reference is missing."),
            "means": self.env._("The means of payment is unknown; write transfer or bill."),
            "bill": self.env._("An acceptance bill needs its number and its maturity."),
            "repeated": self.env._("This bank reference is in the file twice."),
        }
        return words.get(row.problem, "")

    def _get_known_references(self, references):
        known = self.env["account.payment"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("payment_type", "=", "inbound"),
                ("memo", "in", references),
                ("state", "not in", ("canceled", "rejected")),
            ]
        )
        return set(known.mapped("memo"))

    def _prepare_row_vals(self, row, status, message):
        return {
            "number": row.number,
            "date": row.date,
            "amount": row.amount,
            "contract": row.contract,
            "instalment": row.instalment,
            "reference": row.reference,
            "means": row.means,
            "bill": row.bill,
            "maturity": row.maturity,
            "status": status,
            "message": message,
        }

    # ------------------------------------------------------------
    # REGISTERING
    # ------------------------------------------------------------

    def _register_row(self, row):
        """Register one row, of the file or kept; without an instalment the oldest open ones get it."""
        lines = self._find_instalments(row)
        amount = lines.currency_id.round(row.amount)
        parts = fill_oldest_first(amount, [line._get_amount_to_receive() for line in lines])
        return self.env["sales.collection"].action_register_receipts(
            [(line.id, part) for line, part in zip(lines, parts, strict=True) if part],
            amount,
            row.date,
            self.journal_id.id,
            row.reference,
            means=row.means,
            bill_number=row.bill,
            bill_maturity=row.maturity,
        )

    def _find_instalments(self, row):
        contract = self.env["sales.contract"].search(
            [("name", "=", row.contract), ("company_id", "=", self.company_id.id)], limit=1
        )
        if not contract:
            raise UserError(
                self.env._("%(company)s has no contract %(name)s.", company=self.company_id.name, name=row.contract)
            )
        lines = contract.collection_ids
        if row.instalment:
            lines = lines.filtered(lambda line: line.name == row.instalment)
        found = lines.filtered(lambda line: line.state in OPEN_STATES)
        if not found:
            raise UserError(self.env._("Nothing is left to collect of what this row names."))
        return found._sort_oldest_first()
