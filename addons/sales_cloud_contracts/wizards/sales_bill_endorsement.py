from odoo import Command, api, fields, models

from ..tools.collecting import fill_oldest_first


class SalesBillEndorsement(models.TransientModel):
    """Asks finance which vendor an acceptance bill is endorsed to and what it pays there; the bill does it."""

    _name = "sales.bill.endorsement"
    _description = "Endorse an Acceptance Bill"
    _inherit = "sales.bill.dialog.mixin"

    partner_id = fields.Many2one(
        "res.partner",
        "Vendor",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        required=True,
        domain="[('company_id', 'in', [company_id, False])]",
    )
    date = fields.Date("Endorsed On", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many(
        "sales.bill.endorsement.line",
        "endorsement_id",
        "Vendor Bills",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    amount_rest = fields.Monetary("Kept as Advance", compute="_compute_amount_rest")

    @api.depends("payment_id")
    def _compute_partner_id(self):
        """Begin with the vendor where only one waits for money in this currency."""
        for wizard in self:
            open_bills = wizard._find_open_bills() if wizard.payment_id else self.env["account.move"]
            vendors = open_bills.commercial_partner_id
            wizard.partner_id = vendors if len(vendors) == 1 else False

    @api.depends("payment_id", "partner_id")
    def _compute_line_ids(self):
        """Pay the oldest bills first."""
        for wizard in self:
            vendor = wizard.partner_id.commercial_partner_id
            bills = wizard._find_open_bills(vendor) if vendor else self.env["account.move"]
            amounts = bills.mapped("amount_residual")
            wizard.line_ids = [Command.clear()] + [
                Command.create({"bill_id": bill.id, "amount_open": bill.amount_residual, "amount": part})
                for bill, part in zip(bills, fill_oldest_first(wizard.amount, amounts), strict=True)
            ]

    @api.depends("line_ids.amount", "amount")
    def _compute_amount_rest(self):
        for wizard in self:
            wizard.amount_rest = wizard.amount - sum(wizard.line_ids.mapped("amount"))

    def _find_open_bills(self, vendor=None):
        return self.env["account.move"]._find_open_vendor_bills(self.company_id, self.currency_id, vendor)

    def action_endorse(self):
        """Endorse the bill."""
        self.ensure_one()
        bills = [(line.bill_id.id, line.amount) for line in self.line_ids if line.amount]
        self.payment_id.action_endorse_bill(self.partner_id.id, bills, self.date)
        return {"type": "ir.actions.act_window_close"}
