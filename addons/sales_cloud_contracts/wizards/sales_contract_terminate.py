from odoo import api, fields, models


class SalesContractTerminate(models.TransientModel):
    """Asks why, when and at which final value; the contract ends itself."""

    _name = "sales.contract.terminate"
    _description = "Terminate a Contract"

    contract_ids = fields.Many2many("sales.contract", string="Contracts", required=True)
    contract_id = fields.Many2one("sales.contract", compute="_compute_contract_id", help="Set when there is only one.")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    date = fields.Date("Terminated On", default=fields.Date.context_today, required=True)
    reason = fields.Text(required=True)
    amount_total = fields.Monetary(related="contract_id.amount_total")
    amount_invoiced = fields.Monetary(related="contract_id.amount_invoiced")
    amount_paid = fields.Monetary(related="contract_id.amount_paid")
    amount = fields.Monetary(
        "Final Value",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="What the contract is worth in the end, tax included.",
    )
    amount_to_invoice = fields.Monetary("Last Invoice", compute="_compute_settlement")
    amount_to_credit = fields.Monetary("To Credit", compute="_compute_settlement")
    amount_to_refund = fields.Monetary("To Refund", compute="_compute_settlement")

    @api.depends("contract_ids")
    def _compute_contract_id(self):
        for wizard in self:
            contracts = wizard.contract_ids._origin  # a dialog knows its records only by their origin
            wizard.contract_id = contracts if len(contracts) == 1 else False

    @api.depends("contract_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.contract_id._get_amount_performed() if wizard.contract_id else 0.0

    @api.depends("amount", "contract_id")
    def _compute_settlement(self):
        for wizard in self:
            wizard.amount_to_invoice = max(wizard.amount - wizard.amount_invoiced, 0.0)
            wizard.amount_to_credit = max(wizard.amount_invoiced - wizard.amount, 0.0)
            wizard.amount_to_refund = max(wizard.amount_paid - wizard.amount, 0.0)

    def action_terminate(self):
        """Terminate the contracts."""
        self.contract_ids.action_terminate(self.reason, self.date, self.amount if self.contract_id else None)
        return {"type": "ir.actions.act_window_close"}
