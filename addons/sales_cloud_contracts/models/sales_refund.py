from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("draft", "Draft"),
    ("approval", "In Approval"),
    ("approved", "Approved"),
    ("done", "Carried Out"),
    ("cancelled", "Cancelled"),
]
KINDS = [
    ("money", "Money back, the invoice is due again"),
    ("money_credit", "Money back with a credit note"),
    ("credit", "Credit note only"),
]
CARRIED_FIELDS = {"date", "journal_id"}


class SalesRefund(models.Model):
    """A request to give a customer something back, approved before finance carries it out.

    ``amount`` is tax included, in the contract's currency. What it does to the instalment is derived from the credit
    note and the outbound payment that it leads to, never entered.
    """

    _name = "sales.refund"
    _description = "Refund"
    _inherit = ["mail.thread", "sales.request.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _decided_fields = frozenset({"move_ids", "payment_id"})
    _asked_fields = frozenset({"collection_id", "amount", "kind", "reason"})

    collection_id = fields.Many2one(
        "sales.collection", "Instalment", required=True, check_company=True, ondelete="cascade", index=True
    )
    contract_id = fields.Many2one(related="collection_id.contract_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="collection_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="collection_id.partner_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="collection_id.currency_id")
    owner_id = fields.Many2one(related="contract_id.user_id", string="Owner of the Contract")
    kind = fields.Selection(KINDS, "Carried Out As", default="money", required=True, tracking=True)
    amount = fields.Monetary(required=True, tracking=True, help="Tax included.")
    amount_possible = fields.Monetary(
        "At Most", compute="_compute_amount_possible", help="What was collected, or what is invoiced, for this kind."
    )
    reason = fields.Text(required=True)
    state = fields.Selection(STATES, "Status", default="draft", required=True, readonly=True, copy=False, tracking=True)
    date = fields.Date("Refunded On", copy=False)
    journal_id = fields.Many2one(
        "account.journal", check_company=True, copy=False, domain="[('type', 'in', ('bank', 'cash', 'credit'))]"
    )
    move_ids = fields.Many2many("account.move", string="Credit Notes", readonly=True, copy=False)
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A refund needs an amount above zero.")
    _done_has_document = models.Constraint(
        "CHECK (state != 'done' OR kind = 'credit' OR payment_id IS NOT NULL)",
        "A refund that is carried out has its payment.",
    )

    @api.depends(
        "collection_id.match_ids.amount_paid",
        "collection_id.match_ids.amount_settled",
        "collection_id.match_ids.amount_invoiced",
        "kind",
    )
    def _compute_amount_possible(self):
        for refund in self:
            matches = refund.collection_id.match_ids
            field = {"money": "amount_paid", "money_credit": "amount_settled", "credit": "amount_invoiced"}[refund.kind]
            refund.amount_possible = sum(matches.mapped(field))

    @api.depends("collection_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for refund in self:
            refund.display_name = self.env._("Refund of %s", refund.collection_id.display_name or "")

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def write(self, vals):
        if CARRIED_FIELDS & vals.keys():
            self._check_finance()
        return super().write(vals)

    def _check_finance(self):
        self.check_access("read")
        if not self.env["sales.collection"]._is_finance():
            raise AccessError(self.env._("Only finance carries refunds out. Ask finance to do it."))

    def _check_possible(self):
        """Refuse to give back more than was collected or invoiced."""
        for refund in self:
            if refund.currency_id.compare_amounts(refund.amount, refund.amount_possible) > 0:
                raise UserError(
                    self.env._(
                        "%(amount)s is more than the %(possible)s that can be refunded on instalment %(line)s this "
                        "way. Lower the amount, or choose another way.",
                        amount=refund.currency_id.format(refund.amount),
                        possible=refund.currency_id.format(refund.amount_possible),
                        line=refund.collection_id.display_name,
                    )
                )
