from odoo import Command, api, fields, models

from ..tools.collecting import fill_oldest_first


class SalesCollectionOffset(models.TransientModel):
    """Asks finance which vendor bills the invoices of instalments are offset against; the instalments do it."""

    _name = "sales.collection.offset"
    _description = "Offset against Vendor Bills"

    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="collection_id.partner_id")
    company_id = fields.Many2one(related="collection_id.company_id")
    currency_id = fields.Many2one(related="collection_id.currency_id")
    date = fields.Date("Agreed On", default=fields.Date.context_today, required=True)
    memo = fields.Char("Agreement", help="Its number or name; it stands on the entry.")
    line_ids = fields.One2many(
        "sales.collection.offset.line", "offset_id", "Instalments", compute="_compute_sides", store=True, readonly=False
    )
    bill_ids = fields.One2many(
        "sales.collection.offset.bill",
        "offset_id",
        "Vendor Bills",
        compute="_compute_sides",
        store=True,
        readonly=False,
    )
    amount = fields.Monetary(compute="_compute_sides", store=True, readonly=False)

    @api.depends("collection_id")
    def _compute_sides(self):
        """Begin with what both sides owe: all that is invoiced to this customer, and its open bills."""
        for wizard in self:
            lines, bills = wizard._find_sides()
            owed, owing = ([amount for _record, amount in side] for side in (lines, bills))
            wizard.amount = min(sum(owed), sum(owing))
            wizard.line_ids = [Command.clear()] + [
                Command.create({"collection_id": line.id, "amount_open": open_amount, "amount": part})
                for (line, open_amount), part in zip(lines, fill_oldest_first(wizard.amount, owed), strict=True)
            ]
            wizard.bill_ids = [Command.clear()] + [
                Command.create({"bill_id": bill.id, "amount_open": open_amount, "amount": part})
                for (bill, open_amount), part in zip(bills, fill_oldest_first(wizard.amount, owing), strict=True)
            ]

    @api.onchange("amount")
    def _onchange_amount(self):
        """Let the oldest documents of both sides be offset first."""
        for side in (self.line_ids, self.bill_ids):
            for row, part in zip(side, fill_oldest_first(self.amount, side.mapped("amount_open")), strict=True):
                row.amount = part

    def _find_sides(self):
        """Return ([(instalment, what of its invoices is open)], [(vendor bill, what is open)]), oldest first."""
        line = self.collection_id
        if not line:
            return [], []
        return line._find_offset_candidates(), line._find_offset_bills()

    def action_offset(self):
        """Make the entry and open it."""
        self.ensure_one()
        move = self.env["sales.collection"].action_offset(
            [(line.collection_id.id, line.amount) for line in self.line_ids if line.amount],
            [(line.bill_id.id, line.amount) for line in self.bill_ids if line.amount],
            self.date,
            self.memo,
        )
        return move._get_records_action(name=self.env._("Offset"))
