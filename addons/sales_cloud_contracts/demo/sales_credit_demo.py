from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

SWITCH = "sales_cloud_contracts.group_use_credit_control"


class SalesCreditRelease(models.Model):
    """The demo company stops orders and contracts of customers who owe too much; finance has released one order."""

    _inherit = "sales.credit.release"

    @api.model
    def _load_demo_credit(self):
        contracts = self.env["sales.contract"]._in_demo_company()
        contracts._switch_demo_credit_on()
        until = fields.Date.context_today(contracts) + relativedelta(days=14)
        orders = [
            contracts._create_demo_order(days_ago, "liu", "nantong", [("servo", quantity, 0)])
            for days_ago, quantity in ((6, 6), (1, 20))
        ]
        liu = self.env.ref("sales_cloud_core.user_liu")
        released, waiting = (order.with_user(liu) for order in orders)
        (released | waiting).write({"state": "sent"})
        release = released.action_request_credit_release("停机备件，客户承诺本月付清逾期款", until)
        request = self.browse(release.id).approval_ids.with_user(self.env.ref("sales_cloud_core.user_sun"))
        request.action_approve("本次放行，下不为例")
        released.action_confirm()
        waiting.action_request_credit_release("二期项目急需，客户已提交付款计划", until)


class SalesContract(models.Model):
    _inherit = "sales.contract"

    def _switch_demo_credit_on(self):
        """One customer is beyond what may be overdue, one is near its credit limit; other companies stop nobody."""
        company = self.env.company
        checks = ("is_credit_checked_order", "is_credit_checked_contract", "is_credit_checked_delivery")
        others = self.env["res.company"].search([("id", "!=", company.id)])
        others.write(dict.fromkeys(checks, False))
        company.write(
            {
                "credit_overdue_allowed": 250000,
                "account_use_credit_limit": True,
                "is_credit_checked_delivery": False,
            }
        )
        self._demo("partner", "hengda").with_company(company).credit_limit = 800000
        self.env.ref("base.group_user")._apply_group(self.env.ref(SWITCH))
