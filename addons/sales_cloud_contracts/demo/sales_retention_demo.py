from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command


class SalesContract(models.Model):
    """A contract of the demo company of which the customer keeps 5 % back until a year after acceptance."""

    _inherit = "sales.contract"

    @api.model
    def _load_demo_retention(self):
        demo = self._in_demo_company()
        signed = fields.Date.context_today(demo) - relativedelta(days=80)
        contract = demo.with_context(ir_sequence_date=signed).create(demo._prepare_demo_retention_vals(signed))
        contract.action_plan()
        contract.action_sign(signed)
        contract.action_start()
        delivery = self.env["sales.delivery"].create(
            {
                "contract_id": contract.id,
                "subject": "整机交付",
                "date": signed + relativedelta(days=30),
                "line_ids": [Command.create({"contract_line_id": contract.line_ids.id, "quantity": 1})],
            }
        )
        delivery._live_demo_outcome("accepted")
        for instalment in contract.collection_ids.filtered(lambda line: not line.is_retention):
            instalment._live_demo_instalment("p")

    def _prepare_demo_retention_vals(self, signed):
        return {
            "subject": "立式加工中心（含质保金）",
            "partner_id": self._demo("partner", "hengda").id,
            "user_id": self.env.ref("sales_cloud_core.user_li").id,
            "collection_template_id": self._demo("sales_collection_template", "retention").id,
            "date_start": signed,
            "line_ids": [Command.create({"product_id": self._demo("product", "vmc").id, "quantity": 1})],
        }
