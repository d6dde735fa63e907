from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesInvoiceRequestLine(models.Model):
    """How much of an instalment is to be invoiced, tax included."""

    _name = "sales.invoice.request.line"
    _description = "Instalment to Invoice"
    _inherit = "sales.contract.valued.mixin"
    _order = "request_id, id"
    _check_company_auto = True
    _contract_owner = "request_id.contract_id.user_id"

    request_id = fields.Many2one("sales.invoice.request", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True, precompute=True, index=True)
    collection_id = fields.Many2one(
        "sales.collection", "Instalment", required=True, check_company=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="collection_id.currency_id")
    date_due = fields.Date(related="collection_id.date_due")
    amount_to_bill = fields.Monetary("Not Invoiced", compute="_compute_amount_to_bill")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, required=True, precompute=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "Each instalment to invoice needs an amount above zero.")
    _instalment_once = models.UniqueIndex(
        "(request_id, collection_id)", "This instalment is in the request already. Change its amount instead."
    )

    @api.depends("collection_id.match_ids.amount_invoiced", "collection_id.match_ids.move_id.state")
    def _compute_amount_to_bill(self):
        for line in self:
            # sudo: how much is invoiced is no secret to whoever sees the contract; drafts of finance count too
            line.amount_to_bill = line.collection_id.sudo()._get_amount_to_bill() if line.collection_id else 0.0

    @api.depends("collection_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.amount or line.amount_to_bill

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.request_id._check_draft()
        return lines

    def write(self, vals):
        self.request_id._check_draft()
        return super().write(vals)

    def unlink(self):
        self.request_id._check_draft()
        return super().unlink()

    def _check_billable(self):
        """Refuse more than is agreed, delivered as far as the flow asks for it, and not invoiced yet."""
        for line in self:
            # sudo: what is invoiced and delivered decides, whether or not the requester may read those documents
            line.collection_id.sudo()._check_billable()
            if line.currency_id.compare_amounts(line.amount, line.amount_to_bill) > 0:
                raise UserError(
                    self.env._(
                        "%(amount)s is more than the %(left)s of instalment %(name)s that is not invoiced yet. "
                        "Lower the amount.",
                        amount=line.currency_id.format(line.amount),
                        left=line.currency_id.format(line.amount_to_bill),
                        name=line.collection_id.display_name,
                    )
                )
