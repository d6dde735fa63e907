from odoo import fields, models

from ..tools import flow as tools


class SalesCollection(models.Model):
    """An instalment is invoiced as far as the flow of its contract lets it; one of a call-off bills that order."""

    _inherit = "sales.collection"

    order_id = fields.Many2one(
        "sale.order",
        "Call-Off",
        check_company=True,
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def _check_billable(self):
        super()._check_billable()
        if self.contract_id.state == "terminated":  # what the settlement left open waits for nothing
            return
        self.contract_id._check_flow("invoice", self._get_percent_when_billed())

    def _get_percent_when_billed(self):
        """Return how much of the contract would be invoiced, in percent, drafts and this instalment included."""
        plan = self.contract_id.collection_ids
        billed = sum(line.amount - line._get_amount_to_bill() for line in plan - self) + self.amount
        return tools.percent_of(billed, self.contract_id.amount_total - self.contract_id.amount_waived)

    def _get_due_anchors(self):
        # sudo: the due date depends on the orders, whether or not the owner may read them
        line = self.sudo()
        orders = line.order_id if line.contract_id.is_framework else line.contract_id.order_ids
        dates = orders.filtered(lambda order: order.state == "sale").mapped("date_order")
        return {**super()._get_due_anchors(), "order": min(dates).date() if dates else None}

    def _get_amount_fixed(self):
        """A call-off stays as it was ordered."""
        return self.amount if self.order_id else super()._get_amount_fixed()
