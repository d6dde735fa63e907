from odoo import api, fields, models


class SalesBankClaimLine(models.Model):
    """What an instalment gets of a claim: ``amount`` in the contract's currency, ``amount_received`` in the bank's."""

    _name = "sales.bank.claim.line"
    _description = "Claimed Instalment"
    _order = "claim_id, id"
    _check_company_auto = True

    claim_id = fields.Many2one("sales.bank.claim", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="claim_id.company_id", store=True, precompute=True, index=True)
    collection_id = fields.Many2one(
        "sales.collection", "Instalment", required=True, ondelete="cascade", index=True, check_company=True
    )
    contract_id = fields.Many2one(related="collection_id.contract_id")
    partner_id = fields.Many2one(related="collection_id.partner_id")
    currency_id = fields.Many2one(related="collection_id.currency_id")
    receipt_currency_id = fields.Many2one(related="claim_id.currency_id", string="Currency of the Receipt")
    amount = fields.Monetary(required=True, help="In the contract's currency, tax included.")
    amount_received = fields.Monetary(
        "Received",
        currency_field="receipt_currency_id",
        compute="_compute_amount_received",
        store=True,
        readonly=False,
        precompute=True,
        help="What of the bank line pays it, in the currency of the bank line.",
    )

    _amounts_positive = models.Constraint(
        "CHECK (amount > 0 AND amount_received > 0)", "A claim needs an amount above zero for each instalment."
    )
    _instalment_once = models.UniqueIndex(
        "(claim_id, collection_id)", "This instalment is in the claim already. Change its amount instead."
    )

    @api.depends("amount", "claim_id.receipt_id", "collection_id.currency_id")
    def _compute_amount_received(self):
        for line in self:
            receipt = line.claim_id.receipt_id
            if not receipt or line.currency_id == receipt.currency_id:
                line.amount_received = line.amount
            elif not line.amount_received:
                line.amount_received = line.currency_id._convert(
                    line.amount, receipt.currency_id, receipt.company_id, receipt.date
                )

    @api.depends("collection_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.collection_id.display_name
