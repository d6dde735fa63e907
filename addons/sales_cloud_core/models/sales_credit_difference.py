from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class SalesCreditDifference(models.Model):
    """What the last check found: where the ledger does not say what a document says.

    Rows are made by the check (`sales.credit._check_ledger`) and go when they are booked or checked again.
    """

    _name = "sales.credit.difference"
    _description = "Credit Difference"
    _inherit = ["sales.document.link"]
    _order = "company_id, origin, metric, id"
    _rec_name = "origin"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade", index=True)
    res_model = fields.Char("Document Model", required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    origin = fields.Char("Document", required=True)
    is_gone = fields.Boolean("Deleted", help="The document does not exist any more.")
    metric = fields.Selection(
        lambda self: self.env["sales.credit"]._fields["metric"]._description_selection(self.env), required=True
    )
    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="cascade")
    split_type_id = fields.Many2one("sales.split.type", "Type", required=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="cascade")
    amount_expected = fields.Monetary("Document Says")
    amount_booked = fields.Monetary("Ledger Says")
    amount_difference = fields.Monetary("To Book")
    checked_at = fields.Datetime("Checked On", required=True, default=fields.Datetime.now)

    def action_check(self):
        """Compare the whole ledger of the current companies with the documents, and show what differs."""
        self._check_may_book()
        # sudo: the comparison reads documents of everybody; the caller is of operations or finance
        count = self.env["sales.credit"].sudo()._check_ledger(self.env.companies)
        message = (
            self.env._("Differences found: %s", count)
            if count
            else self.env._("The ledger says what the documents say.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if count else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_book_difference(self):
        """Book what is missing for the documents of these rows; the ledger then says what they say."""
        self._check_may_book()
        gone = self.filtered("is_gone")
        if gone:
            raise UserError(
                self.env._("“%s” does not exist any more. Book a correction where its credit is wrong.", gone[0].origin)
            )
        # sudo: who may book was just checked; the ledger follows documents that the caller may not write
        for model, rows in self.sudo().grouped("res_model").items():
            documents = self.env[model].sudo().browse(rows.mapped("res_id")).exists()  # sudo: as above
            documents._rebook_credit()
            self._forget(documents)
        return True

    def _forget(self, documents):
        """Drop the rows of documents that were booked; a new check says whether something is left."""
        # sudo: rows are made and dropped by the check only
        self.sudo().search([("res_model", "=", documents._name), ("res_id", "in", documents.ids)]).unlink()

    def _check_may_book(self):
        if not self.env["sales.credit.correction"]._may_correct():
            raise AccessError(
                self.env._("Only sales operations and finance check the ledger. Ask them, and say what looks wrong.")
            )
