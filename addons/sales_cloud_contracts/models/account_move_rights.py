from odoo import models


class AccountMove(models.Model):
    """The link for the customer shows the amounts of an invoice, too."""

    _name = "account.move"
    _inherit = ["account.move", "sales.invoice.valued.mixin"]

    _invoice_amounts = frozenset(
        {
            "access_token",
            "amount_total_words",
            "invoice_outstanding_credits_debits_widget",
            "invoice_payments_widget",
            "invoice_pdf_report_file",
            "needed_terms",
            "payment_term_details",
            "tax_totals",
        }
    )
