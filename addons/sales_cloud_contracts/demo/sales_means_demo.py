from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..tools.discounting import discount_days, discount_interest

# Number, share of the instalment, registered and mature so many days ago, what became of it so many days ago.
BILLS = [
    ("130258403101220260415001", 0.5, 60, 12, "cashed", 12),
    ("130258403101220260422007", 0.2, 50, 6, "dishonoured", 3),
    ("130258403101220260506012", 0.15, 40, 1, "held", None),
    ("130258403101220260611020", 0.1, 20, -70, "held", None),
    ("130258403101220260520015", 0.08, 30, -60, "endorsed", 9),
    ("130258403101220260527018", 0.06, 28, -80, "discounted", 5),
]
OFFSET, STEEL, BY_HAND = 12000, 18000, 8000
CASTINGS = [("HJ-2026-071", 6000, 40), ("HJ-2026-083", 30000, 25)]
DISCOUNT_RATE = 1.85


class SalesContract(models.Model):
    """A contract of the demo company that is paid with acceptance bills, an offset, and money before its bank line."""

    _inherit = "sales.contract"

    @api.model
    def _load_demo_means(self):
        demo = self._in_demo_company()
        demo._set_up_demo_bills()
        signed = fields.Date.context_today(demo) - relativedelta(days=70)
        contract = demo.with_context(ir_sequence_date=signed).create(demo._prepare_demo_means_vals(signed))
        contract.action_plan()
        contract.action_sign(signed)
        contract.action_start()
        first, second = contract.collection_ids
        for line in (first, second):
            line.action_create_invoice()
            line.invoice_ids.invoice_date = signed
            line.invoice_ids.action_post()
        for bill in BILLS:
            first._live_demo_bill(*bill)
        second._offset_demo_steel()
        second._pay_demo_before_the_bank_line()

    def _set_up_demo_bills(self):
        """Bills count when they are cashed and lie on their own account; what banks keep, and a vendor for bills."""
        accounts = self.env["account.account"].create(
            [
                {"name": "应收票据", "code": "112100", "account_type": "asset_current", "reconcile": True},
                {"name": "票据贴现利息", "code": "660310", "account_type": "expense"},
                {"name": "银行手续费", "code": "660320", "account_type": "expense"},
            ]
        )
        self.env.company.write(
            {
                "bill_counts_on": "cashed",
                "bill_account_id": accounts[0].id,
                "bill_interest_account_id": accounts[1].id,
                "bank_charge_account_id": accounts[2].id,
            }
        )
        for reference, amount, days_ago in CASTINGS:
            self.env["sales.collection"]._receive_demo_vendor_bill(
                self._demo("partner", "castings"), reference, "铸件", amount, days_ago
            )

    def _prepare_demo_means_vals(self, signed):
        return {
            "subject": "伺服驱动器（承兑结算）",
            "partner_id": self._demo("partner", "hengda").id,
            "user_id": self.env.ref("sales_cloud_core.user_li").id,
            "collection_template_id": self._demo("sales_collection_template", "50_50").id,
            "date_start": signed,
            "line_ids": [Command.create({"product_id": self._demo("product", "servo").id, "quantity": 60})],
        }


class SalesCollection(models.Model):
    _inherit = "sales.collection"

    def _live_demo_bill(self, number, share, registered, matures, state, days_ago):
        today = fields.Date.context_today(self)
        amount = self.currency_id.round(self.amount * share)
        bill = self.action_register_receipts(
            [(self.id, amount)],
            amount,
            today - relativedelta(days=registered),
            means="bill",
            bill_number=number,
            bill_maturity=today - relativedelta(days=matures),
        )
        day = today - relativedelta(days=days_ago or 0)
        if state == "cashed":
            bill.action_cash_bill(day)
        elif state == "dishonoured":
            bill.action_dishonour_bill("出票人账户余额不足", day)
        elif state == "endorsed":
            bill.action_endorse_bill(self.env.ref("sales_cloud_contracts.partner_castings").id, date=day)
        elif state == "discounted":
            interest = discount_interest(amount, DISCOUNT_RATE, discount_days(day, bill.bill_maturity))
            bill.action_discount_bill(self._get_receipt_journal(False).id, interest, day)

    def _receive_demo_vendor_bill(self, partner, reference, name, amount, days_ago):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": partner.id,
                "invoice_date": fields.Date.context_today(self) - relativedelta(days=days_ago),
                "ref": reference,
                "invoice_line_ids": [Command.create({"name": name, "price_unit": amount, "tax_ids": False})],
            }
        )
        bill.action_post()
        return bill

    def _offset_demo_steel(self):
        """The customer also sells steel to the demo company."""
        bill = self._receive_demo_vendor_bill(self.partner_id, "HD-2026-118", "钢材", STEEL, 30)
        self.action_offset([(self.id, OFFSET)], [(bill.id, OFFSET)], memo="抵账协议 2026-07")

    def _pay_demo_before_the_bank_line(self):
        """Finance registered this money by hand; now its bank line has come."""
        today = fields.Date.context_today(self)
        journal = self._get_receipt_journal(False)
        self.action_register_receipt(BY_HAND, today - relativedelta(days=4), journal.id, "网银回单")
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": today - relativedelta(days=3),
                "amount": BY_HAND,
                "partner_name": self.partner_id.name,
                "payment_ref": "货款",
            }
        )
        line.bank_receipt_ids.bank_reference = f"ICBC{line.date:%Y%m%d}{line.id:04d}"
