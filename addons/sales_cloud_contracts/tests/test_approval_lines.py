from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestApprovalLines(ContractsCommon):
    """What was approved of an order is changed by a line that is changed, by whatever way."""

    def _approve(self, *names):
        """Return an approved request for a quotation, judged by some of its fields."""
        fields = self.env["ir.model.fields"].search([("model", "=", "sale.order"), ("name", "in", names)])
        self.env["sales.approval.rule"].search([]).active = False
        self.env["sales.approval.rule"].create(
            {
                "name": "Discounts",
                "model": "sale.order",
                "company_id": self.company.id,
                "judged_field_ids": [Command.set(fields.ids)],
                "level_ids": [Command.create({"approver": "person", "user_ids": [Command.set(self.mia.ids)]})],
            }
        )
        self.order = self._new_order(state="draft")
        self.line = self.order.order_line.filtered(lambda line: line.product_id == self.machine)
        self.env.flush_all()
        # sudo: the documents' own actions check the requester
        approval = self.order.with_user(self.ann).sudo()._request_approval("Discount")
        approval.with_user(self.mia).action_approve()
        self.env.flush_all()
        return approval

    def test_a_total_notices_a_line_that_is_written_by_itself(self):
        approval = self._approve("amount_untaxed")
        self.line.with_user(self.ann).price_unit = 900
        self.assertEqual(approval.state, "void")

    def test_lines_notice_what_leaves_the_total_alone(self):
        approval = self._approve("order_line")
        self.line.with_user(self.ann).write({"price_unit": 1500, "product_uom_qty": 2})
        self.assertEqual((self.order.amount_untaxed, approval.state), (3183.33, "void"))

    def test_a_line_that_is_added_or_removed_counts(self):
        approval = self._approve("order_line")
        self.order.with_user(self.ann).order_line = [Command.create({"product_id": self.service.id})]
        self.assertEqual(approval.state, "void")
        approval = self._approve("order_line")
        self.line.with_user(self.ann).unlink()
        self.assertEqual(approval.state, "void")

    def test_what_nobody_judged_changes_freely(self):
        approval = self._approve("order_line", "amount_untaxed")
        self.line.with_user(self.ann).sequence = 99
        self.order.with_user(self.ann).client_order_ref = "PO 7"
        self.order.with_user(self.ann).action_confirm()
        self.assertEqual(approval.state, "approved")
