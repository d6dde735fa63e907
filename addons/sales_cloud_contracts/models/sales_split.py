from odoo import api, fields, models


class SalesSplit(models.Model):
    """Orders and contracts have shares of their own; each starts with those of the document before."""

    _inherit = "sales.split"

    order_id = fields.Many2one("sale.order", ondelete="cascade", index="btree_not_null")
    contract_id = fields.Many2one("sales.contract", ondelete="cascade", index="btree_not_null")

    _person_once_per_contract = models.UniqueIndex(
        "(contract_id, split_type_id, user_id) WHERE contract_id IS NOT NULL",
        "A person can have only one share of each type on a contract. Change the existing line instead.",
    )
    _person_once_per_order = models.UniqueIndex(
        "(order_id, split_type_id, user_id) WHERE order_id IS NOT NULL",
        "A person can have only one share of each type on an order. Change the existing line instead.",
    )
    _one_document = models.Constraint(
        "CHECK (num_nonnulls(lead_id, order_id, contract_id) <= 1)", "A share belongs to one document."
    )

    def _get_document(self):
        return self.contract_id or self.order_id or super()._get_document()

    @api.model
    def _get_document_links(self):
        return {**super()._get_document_links(), "order_id": "sale.order", "contract_id": "sales.contract"}

    @api.depends("contract_id.company_id", "contract_id.currency_id", "order_id.company_id", "order_id.currency_id")
    def _compute_document(self):
        own = self.filtered(lambda split: split.contract_id or split.order_id)
        super(SalesSplit, self - own)._compute_document()
        for split in own:
            split.company_id = split._get_document().company_id
            split.currency_id = split._get_document().currency_id

    def _check_document_open(self):
        """The shares of a contract are locked by every request, because its approvers read them."""
        self.contract_id._check_approval_unlocked()
        super()._check_document_open()
