from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

# Signed so many days ago, owner, customer, lines (product, quantity, discount), plan, shares, and what became of each
# instalment: p paid, l paid late, h half paid, i invoiced, d draft invoice, a advance without invoice, o open.
DEALS = [
    (352, "li", "jingrui", [("vmc", 2, 5), ("training", 1, 0)], "30_60_10", None, "ppp"),
    (321, "liu", "haining", [("robot", 3, 8), ("maintenance", 1, 0)], "30_60_10", "liu:70 zhao:30", "plp"),
    (287, "wang", "dongxu", [("servo", 40, 10)], "50_50", None, "pp"),
    (244, "zhao", "xinfeng", [("vmc", 1, 0), ("maintenance", 1, 0)], "30_60_10", None, "plh"),
    (203, "zhang", "hengda", [("servo", 120, 15)], "full", None, "p"),
    (171, "li", "jingrui", [("robot", 2, 5), ("maintenance", 1, 0)], "30_60_10", "li:60 wang:40", "pi o"),
    (126, "liu", "nantong", [("vmc", 3, 7)], "30_60_10", None, "pho"),
    (88, "zhang", "dongxu", [("maintenance", 2, 0)], "50_50", None, "pi"),
    (54, "zhao", "haining", [("servo", 60, 5), ("training", 1, 0)], "50_50", None, "id"),
    (33, "wang", "hengda", [("vmc", 1, 3)], "30_60_10", "wang:50 zhang:50", "poo"),
    (16, "li", "nantong", [("robot", 1, 0)], "30_60_10", None, "aoo"),
    (5, "liu", "xinfeng", [("maintenance", 1, 0)], "full", None, "o"),
]
SUBJECTS = {"vmc": "数控加工中心", "robot": "机器人工作站", "servo": "伺服驱动器", "maintenance": "年度维保"}
LATE_DAYS = {"p": 2, "l": 34, "h": 20}


class SalesContract(models.Model):
    """The demo year, lived through the same methods that people use, so that books and ledger are real."""

    _inherit = "sales.contract"

    @api.model
    def _load_demo_chart(self):
        """Give the demo company a chart of accounts, unless it has one."""
        company = self.env.ref("sales_cloud_core.company_huaxin")
        if not company.chart_template:
            currency = company.currency_id
            self.env["account.chart.template"]._load("generic_coa", company, install_demo=False)
            company.currency_id = currency  # the chart brings its own

    @api.model
    def _load_demo_warehouse(self):
        """Give the demo company a warehouse where Inventory is installed before it, or in the same step.

        Inventory makes warehouses for the companies that come after it and for the first one, not for those between.
        """
        company = self.env.ref("sales_cloud_core.company_huaxin")
        for model in self.env["ir.model"]._get("stock.warehouse"):
            warehouses = self.env[model.model]
            if not warehouses.search_count([("company_id", "=", company.id)], limit=1):
                warehouses.create({"name": company.name, "code": "HX", "company_id": company.id})

    @api.model
    def _load_demo_deals(self):
        """Live the deals, then leave a draft contract and a sent quotation for the visitor to go on with."""
        demo = self._in_demo_company()
        for deal in DEALS:
            demo._live_demo_deal(*deal)
        order = demo._create_demo_order(3, "wang", "dongxu", [("vmc", 1, 2), ("servo", 8, 0)])
        order.action_confirm()
        order.action_create_contract()
        quotation = demo._create_demo_order(1, "li", "hengda", [("robot", 2, 4), ("training", 2, 0)])
        quotation.write({"state": "sent", "split_ids": self._demo_shares("li:66.67 wang:33.33")})

    @api.model
    def _load_demo_approval(self):
        """Leave a contract that is large enough to wait for its approvers."""
        demo = self._in_demo_company()
        order = demo._create_demo_order(2, "liu", "haining", [("robot", 4, 5), ("training", 1, 0)])
        order.action_confirm()
        order.action_create_contract()
        order.contract_id.collection_ids._name_in_both_languages()  # a plan that waits for approval is locked
        order.contract_id.with_user(self.env.ref("sales_cloud_core.user_liu")).action_submit()

    def _in_demo_company(self):
        company = self.env.ref("sales_cloud_core.company_huaxin")
        return self.with_company(company).with_context(
            allowed_company_ids=company.ids, tracking_disable=True, mail_create_nosubscribe=True, tz="Asia/Shanghai"
        )

    def _live_demo_deal(self, days_ago, owner, partner, lines, plan, shares, outcomes):
        signed = fields.Date.context_today(self) - relativedelta(days=days_ago)
        order = self._create_demo_order(days_ago + 4, owner, partner, lines)
        order.action_confirm()
        order.date_order = fields.Datetime.to_datetime(signed) + relativedelta(hours=3)
        order.with_context(ir_sequence_date=signed).action_create_contract()
        contract = order.contract_id
        contract.write(
            {
                "subject": SUBJECTS[lines[0][0]],
                "date_start": signed,
                "date_end": signed + relativedelta(years=1),
                "split_ids": self._demo_shares(shares),
            }
        )
        contract.action_plan(self._demo("sales_collection_template", plan).id)
        contract.action_sign(signed)
        contract.action_start()
        contract._live_demo_delivery(days_ago)
        for instalment, outcome in zip(contract.collection_ids, outcomes.replace(" ", ""), strict=False):
            instalment._live_demo_instalment(outcome)
        if contract.currency_id.is_zero(contract.amount_residual):
            contract.action_done()

    def _create_demo_order(self, days_ago, owner, partner, lines):
        return self.env["sale.order"].create(
            {
                "partner_id": self._demo("partner", partner).id,
                "user_id": self.env.ref(f"sales_cloud_core.user_{owner}").id,
                "date_order": fields.Datetime.now() - relativedelta(days=days_ago),
                "order_line": [
                    Command.create(
                        {
                            "product_id": self._demo("product", product).id,
                            "product_uom_qty": quantity,
                            "discount": discount,
                        }
                    )
                    for product, quantity, discount in lines
                ],
            }
        )

    def _demo_shares(self, shares):
        """Return the split lines of, for example, ``li:60 wang:40``; the first is the owner."""
        pairs = [share.split(":") for share in (shares or "").split()]
        return [
            Command.create(
                {
                    "user_id": self.env.ref(f"sales_cloud_core.user_{name}").id,
                    "percent": float(percent),
                    "role": "owner" if index == 0 else "seller",
                }
            )
            for index, (name, percent) in enumerate(pairs)
        ]

    def _demo(self, kind, name):
        return self.env.ref(f"sales_cloud_contracts.{kind}_{name}")


class SalesCollection(models.Model):
    _inherit = "sales.collection"

    def _live_demo_instalment(self, outcome):
        """Invoice and collect one instalment as its letter says, never after today."""
        today = fields.Date.context_today(self)
        paid_on = min(self.date_due + relativedelta(days=LATE_DAYS.get(outcome, 0)), today)
        if outcome == "a":
            self.action_register_receipt(self.amount / 2, date=paid_on, memo="ICBC advance")
        if outcome in "oa":
            return
        self.action_create_invoice()
        invoices = self.match_ids.move_id
        invoices.invoice_date = min(self.date_due - relativedelta(days=5), today)
        if outcome == "d":
            return
        invoices.action_post()
        if outcome in LATE_DAYS:
            share = 0.5 if outcome == "h" else 1
            amount = self.currency_id.round(self.amount * share)
            self.action_register_receipt(amount, date=paid_on, memo=f"ICBC {self.contract_id.name}-{self.sequence}")
