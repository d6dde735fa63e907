from odoo import fields, models


class ResCompany(models.Model):
    """When acceptance bills count as collected, and where they lie until they are cashed."""

    _inherit = "res.company"

    bill_counts_on = fields.Selection(
        [("registered", "When they are registered"), ("cashed", "When they are cashed")],
        "Acceptance Bills Count",
        default="registered",
        required=True,
        help="For the collection plan and for credit. Endorsing or discounting a bill counts as cashing. Bills that "
        "were registered before stay as they were.",
    )
    bill_account_id = fields.Many2one(
        "account.account",
        "Bills Receivable",
        check_company=True,
        domain="[('account_type', '=', 'asset_current'), ('reconcile', '=', True)]",
        help="Where bills lie until the bank line of their money comes; the outstanding receipts when empty.",
    )
    bill_interest_account_id = fields.Many2one(
        "account.account",
        "Interest of Discounted Bills",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
        help="What a bank keeps when it pays a bill before its maturity; finance chooses when empty.",
    )
