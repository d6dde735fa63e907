from odoo import api, fields, models


class SalesContractImportRow(models.TransientModel):
    """One instalment of the file with its contract, and what becomes of it."""

    _name = "sales.contract.import.row"
    _description = "Row of a File of Contracts"
    _inherit = "sales.file.import.row.mixin"

    import_id = fields.Many2one("sales.contract.import", required=True, ondelete="cascade")
    contract = fields.Char()
    customer = fields.Char()
    subject = fields.Char()
    owner = fields.Char()
    signed = fields.Date("Signed On")
    start = fields.Date()
    end = fields.Date()
    state = fields.Char("Becomes")
    currency = fields.Char()
    tax = fields.Char()
    instalment = fields.Char()
    due = fields.Date()
    paid = fields.Float(digits=(16, 2))
    paid_on = fields.Date()

    @api.model
    def _get_read_names(self):
        """Return the names that a row of the file and this record have in common."""
        texts = ("contract", "customer", "subject", "owner", "state", "currency", "tax", "instalment")
        return ("number", *texts, "signed", "start", "end", "due", "amount", "paid", "paid_on")
