from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

# Called off so many days ago, quantity, and what became of it: p paid, i invoiced, o open.
CALL_OFFS = [(48, 60, "p"), (19, 40, "i"), (2, 30, "o")]


class SalesContract(models.Model):
    """A framework contract of the demo company, with the orders called off from it."""

    _inherit = "sales.contract"

    @api.model
    def _load_demo_framework(self):
        demo = self._in_demo_company()
        signed = fields.Date.context_today(demo) - relativedelta(days=62)
        contract = demo.with_context(ir_sequence_date=signed).create(demo._prepare_demo_framework_vals(signed))
        contract.action_plan()
        contract.action_sign(signed)
        contract.action_start()
        for days_ago, quantity, outcome in CALL_OFFS:
            contract._live_demo_call_off(days_ago, quantity, outcome)
        delivery = self.env["sales.delivery"].create(
            {
                "contract_id": contract.id,
                "subject": "第一批交付",
                "date": signed + relativedelta(days=20),
                "line_ids": [Command.create({"contract_line_id": contract.line_ids.id, "quantity": CALL_OFFS[0][1]})],
            }
        )
        delivery._live_demo_outcome("accepted")

    def _prepare_demo_framework_vals(self, signed):
        return {
            "subject": "伺服驱动器年度框架协议",
            "partner_id": self._demo("partner", "hengda").id,
            "user_id": self.env.ref("sales_cloud_core.user_zhang").id,
            "type_id": self._demo("sales_contract_type", "framework").id,
            "date_start": signed,
            "date_end": signed + relativedelta(years=1),
            "line_ids": [
                Command.create({"product_id": self._demo("product", "servo").id, "quantity": 200, "discount": 12})
            ],
        }

    def _live_demo_call_off(self, days_ago, quantity, outcome):
        action = self.action_call_off({self.line_ids.id: quantity})
        order = self.env["sale.order"].browse(action["res_id"])
        order.action_confirm()
        order.date_order = fields.Datetime.now() - relativedelta(days=days_ago)
        instalment = self.collection_ids.filtered(lambda line: line.order_id == order)
        instalment._update_due_dates()
        instalment._live_demo_instalment(outcome)
