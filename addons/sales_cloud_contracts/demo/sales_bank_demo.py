from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

# Days ago, payer, purpose, which open instalment it pays (customer, nothing for none), its share, who claims it.
RECEIPTS = [
    (1, "东莞精锐模具有限公司", "机器人工作站 合同款", "jingrui", 1, ""),
    (2, "惠州东旭电子有限公司", "货款", "dongxu", 1, ""),
    (5, "海宁华纺装备有限公司", "服务费 验收款", "haining", 1, "zhao"),
    (6, "南通江海重工有限公司", "设备款", "nantong", 1, "liu li"),
    (12, "陈建国", "代付设备款", "nantong", 0.5, ""),
    (45, "宁波通达贸易有限公司", "往来款", None, 18600, ""),
]
INTEREST = (20, "中国工商银行", "结息", None, 327.46, "")


class SalesBankReceipt(models.Model):
    """What came in at the demo company's bank and waits for its owner."""

    _inherit = "sales.bank.receipt"

    @api.model
    def _load_demo_receipts(self):
        demo = self.env["sales.contract"]._in_demo_company().env[self._name]
        for receipt in RECEIPTS:
            demo._live_demo_receipt(*receipt)
        demo._live_demo_receipt(*INTEREST).action_ignore("银行利息，不是客户回款")

    def _live_demo_receipt(self, days_ago, payer, purpose, customer, share, claimants):
        open_line = self._find_demo_instalment(customer) if customer else self.env["sales.collection"]
        day = fields.Date.context_today(self) - relativedelta(days=days_ago)
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.env.company.id), ("type", "=", "bank")], limit=1
        )
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": day,
                "amount": open_line.currency_id.round(open_line.amount_residual * share) if open_line else share,
                "partner_name": payer,
                "payment_ref": purpose,
            }
        )
        receipt = line.bank_receipt_ids
        receipt.bank_reference = f"ICBC{day:%Y%m%d}{receipt.id:04d}"
        for name in claimants.split():
            receipt._claim_as_demo_user(name, customer)
        return receipt

    def _find_demo_instalment(self, customer, user=None):
        partner = self.env.ref(f"sales_cloud_contracts.partner_{customer}")
        domain = [
            ("partner_id", "=", partner.id),
            ("state", "in", ("open", "partial")),
            ("contract_id.state", "in", ("signed", "running")),
            *([("user_id", "=", user.id)] if user else []),
        ]
        found = self.env["sales.collection"].search(domain, order="date_due, id")
        return found.filtered(lambda line: not line.has_draft_invoice)[:1]

    def _claim_as_demo_user(self, name, customer):
        """Let a person claim for the own contract with this customer."""
        user = self.env.ref(f"sales_cloud_core.user_{name}")
        line = self._find_demo_instalment(customer, user)
        if line:
            amount = min(line.amount_residual, self.amount)
            self.with_user(user).action_claim([(line.id, amount)], note="客户已确认付款")


class SalesCollection(models.Model):
    _inherit = "sales.collection"

    @api.model
    def _load_demo_requests(self):
        """Leave a refund and two invoice requests on their way."""
        demo = self.env["sales.contract"]._in_demo_company().env
        own = [("contract_id.state", "in", ("signed", "running")), ("user_id.login", "=", "li")]
        lines = demo["sales.collection"].search(own, order="id")
        to_bill = lines.filtered(lambda line: line._is_demo_billable())
        for line, kind in zip(to_bill, ("special", "normal"), strict=False):
            request = line.with_user(line.user_id).env["sales.invoice.request"].create(line._prepare_demo_request(kind))
            if kind == "special":
                request.action_submit()
        for line in lines.filtered("amount_paid")[:1]:
            refund = {
                "collection_id": line.id,
                "amount": line.currency_id.round(line.amount_paid / 10),
                "reason": "客户多付，申请退回差额",
            }
            line.with_user(line.user_id).env["sales.refund"].create(refund).action_submit()

    def _is_demo_billable(self):
        allowed, _step = self.contract_id._get_allowed_percent("invoice")
        is_open = not self.has_draft_invoice and self._get_amount_to_bill() > 0
        return is_open and self._get_percent_when_billed() <= allowed

    def _prepare_demo_request(self, kind):
        return {
            "contract_id": self.contract_id.id,
            "invoice_type": kind,
            "tax_id": "91440300MA5DEMO001",
            "address": "深圳市宝安区工业路8号 0755-88886666",
            "bank_account": "中国工商银行深圳宝安支行 4000021234567890",
            "line_ids": [Command.create({"collection_id": self.id, "amount": self._get_amount_to_bill()})],
        }
