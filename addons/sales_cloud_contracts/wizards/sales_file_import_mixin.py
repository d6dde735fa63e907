import base64
import io
import zipfile

import openpyxl

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import table_file


class SalesFileImportMixin(models.AbstractModel):
    """Reads a CSV or XLSX file, and shows row by row what becomes of it before anything is imported.

    A concrete wizard has ``row_ids`` of a model with `sales.file.import.row.mixin`, names the module that knows its
    columns (``_get_reader``) and says what becomes of each row (``_judge_rows``).
    """

    _name = "sales.file.import.mixin"
    _description = "Import from a File"

    _most_rows = 5000

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    file = fields.Binary("CSV or XLSX File", attachment=False)
    filename = fields.Char()
    new_count = fields.Integer("New", compute="_compute_counts")
    error_count = fields.Integer("With Errors", compute="_compute_counts")

    @api.depends("row_ids.status")
    def _compute_counts(self):
        for wizard in self:
            wizard.new_count = len(wizard.row_ids.filtered(lambda row: row.status == "new"))
            wizard.error_count = len(wizard.row_ids.filtered(lambda row: row.status == "error"))

    @api.onchange("file")
    def _onchange_file(self):
        self._clear_rows()

    def _clear_rows(self):
        """Forget what became of the rows; a wizard calls it when a field changes that they were judged with."""
        self.row_ids = [Command.clear()]

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _check_may_import(self):
        """Refuse people who may not import."""

    def _get_reader(self):
        """Return the module with ``HEADERS``, ``REQUIRED`` and ``read_rows``."""
        raise NotImplementedError

    def _judge_rows(self, rows):
        """Return the values of the row records, with ``status`` and ``message``, of what the reader read."""
        raise NotImplementedError

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_check(self):
        """Show what the file holds and what is wrong in which row; nothing is imported.

        :raise UserError: the file cannot be read, or has not the columns it needs
        """
        self.ensure_one()
        self._check_may_import()
        judged = self._judge_rows(self._read_file())
        self.row_ids = [Command.clear(), *(Command.create(vals) for vals in judged)]
        return self._reopen()

    def _check_all_new(self):
        """Read the file again and return its new rows; refuse while a row has an error, or when none is new."""
        self.action_check()
        wrong = self.row_ids.filtered(lambda row: row.status == "error")
        if wrong:
            raise UserError(
                self.env._(
                    "Nothing is imported while rows have errors: %s. Correct them or take them out of the file.",
                    ", ".join(str(row.number) for row in wrong),
                )
            )
        rows = self.row_ids.filtered(lambda row: row.status == "new")
        if not rows:
            raise UserError(self.env._("No row of this file is new. Read the messages of the rows."))
        return rows

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "dialog_size": "extra-large"},
        }

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first. The template shows which columns it needs."))
        reader = self._get_reader()
        cells = self._read_cells(base64.b64decode(self.file))
        found = table_file.find_columns(cells[0], reader.HEADERS) if cells else {}
        missing = [name for name in reader.REQUIRED if name not in found]
        if missing:
            labels = self._get_column_labels()
            raise UserError(
                self.env._(
                    "The first row of the file names no column for: %s. Name the columns as in the template.",
                    ", ".join(labels[name] for name in missing),
                )
            )
        if len(cells) > self._most_rows:
            raise UserError(self.env._("A file may have %s rows at most. Split it.", self._most_rows))
        return reader.read_rows(cells)

    def _get_column_labels(self):
        return {
            "date": self.env._("Date"),
            "amount": self.env._("Amount"),
            "reference": self.env._("Bank reference"),
            "contract": self.env._("Contract number"),
        }

    def _read_cells(self, content):
        try:
            if not content.startswith(b"PK"):
                return table_file.read_csv(content)
            sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
            return [list(row) for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise UserError(self.env._("This file cannot be read. Save it as CSV or XLSX.")) from error
