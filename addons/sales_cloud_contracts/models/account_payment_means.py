from odoo import fields, models

MEANS = [("transfer", "Transfer"), ("bill", "Bank Acceptance Bill")]
BILL_STATES = [
    ("held", "Held"),
    ("endorsed", "Endorsed"),
    ("discounted", "Discounted"),
    ("cashed", "Cashed"),
    ("dishonoured", "Dishonoured"),
]
PASSED_STATES = ("endorsed", "discounted")
# The money is there, whether its bank line came or not.
RECEIVED_STATES = ("in_process", "paid")


class AccountPayment(models.Model):
    """How a customer paid: by transfer, or with a bank acceptance bill, which is cashed or passed on before that."""

    _inherit = "account.payment"

    receipt_means = fields.Selection(MEANS, "Means", copy=False)
    bill_number = fields.Char(copy=False)
    bill_maturity = fields.Date(copy=False)
    bill_state = fields.Selection(BILL_STATES, readonly=True, copy=False, tracking=True)
    is_counted_when_cashed = fields.Boolean(readonly=True, copy=False, help="The company's rule when the bill came.")
    bill_date_cashed = fields.Date("Cashed On", readonly=True, copy=False)
    bill_pass_move_id = fields.Many2one(
        "account.move",
        "Endorsement or Discount Entry",
        readonly=True,
        copy=False,
        check_company=True,
        ondelete="restrict",
        help="The entry that took the bill out of its account when it was endorsed or discounted.",
    )
    bill_date_passed = fields.Date("Passed On", related="bill_pass_move_id.date")
    bill_vendor_id = fields.Many2one(
        "res.partner", "Endorsed To", readonly=True, copy=False, check_company=True, ondelete="restrict"
    )
    bill_interest = fields.Monetary("Discount Interest", readonly=True, copy=False)
    bill_amount_net = fields.Monetary(
        "Paid by the Bank", readonly=True, copy=False, help="What the bank pays for a discounted bill."
    )
    bill_date_dishonoured = fields.Date("Dishonoured On", readonly=True, copy=False)
    bill_reason = fields.Char("Why Dishonoured", readonly=True, copy=False, tracking=True)
    is_uncollected = fields.Boolean(
        "Not Collected Yet",
        readonly=True,
        copy=False,
        help="A bill that counts as collected only once it is cashed: instalments and credit leave it out.",
    )

    _bill_once = models.UniqueIndex(
        "(company_id, bill_number) WHERE bill_number IS NOT NULL AND state NOT IN ('canceled', 'rejected')",
        "This acceptance bill is registered already. Check its number.",
    )
    _bill_is_complete = models.Constraint(
        "CHECK (receipt_means IS NULL OR receipt_means != 'bill'"
        " OR (bill_number IS NOT NULL AND bill_maturity IS NOT NULL))",
        "An acceptance bill needs its number and its maturity.",
    )
    _bill_dishonoured_has_reason = models.Constraint(
        "CHECK (bill_state IS DISTINCT FROM 'dishonoured'"
        " OR (bill_date_dishonoured IS NOT NULL AND bill_reason IS NOT NULL))",
        "A dishonoured bill needs the day and the reason.",
    )
    _bill_passed_has_entry = models.Constraint(
        "CHECK (bill_state NOT IN ('endorsed', 'discounted') OR bill_pass_move_id IS NOT NULL)",
        "A bill that is endorsed or discounted needs its entry.",
    )
    _bill_pass_once = models.UniqueIndex(
        "(bill_pass_move_id) WHERE bill_pass_move_id IS NOT NULL", "This entry passed on another acceptance bill."
    )
    _bill_due_idx = models.Index("(company_id, bill_maturity) WHERE bill_state = 'held'")
