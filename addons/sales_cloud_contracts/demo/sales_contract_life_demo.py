from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command


class SalesContract(models.Model):
    """What became of some contracts of the demo year: amended, terminated, made void, renewed, sealed."""

    _inherit = "sales.contract"

    @api.model
    def _load_demo_life(self):
        demo = self._in_demo_company()
        today = fields.Date.context_today(demo)
        contracts = demo.search([("company_id", "=", demo.env.company.id)], order="date_signed, id")
        running = contracts.filtered(lambda contract: contract.state == "running" and contract.order_ids)
        running = running.filtered(lambda contract: not contract.is_framework)
        demo._live_demo_amendments(running, today)
        demo._live_demo_ends(today)
        demo._live_demo_renewals(contracts, today)
        demo._live_demo_seals(contracts)

    def _live_demo_amendments(self, running, today):
        """One amendment is in force, one is signed for next month, one is a draft, one waits for the customer."""
        third, second, first = running.sorted("date_signed")[-4:-1]
        grown = first._draft_demo_amendment("客户追加一台设备", "extra", date_due_extra=today + relativedelta(days=45))
        grown._get_demo_line().quantity += 1
        grown.action_sign()
        later = second._draft_demo_amendment(
            "服务期延长半年",
            "spread",
            date_end=second.date_end + relativedelta(months=6),
            date_effective=today + relativedelta(days=20),
        )
        later.action_sign()
        third._draft_demo_amendment("客户要求更优惠的价格", "spread")._get_demo_line().discount += 3
        offered = running.sorted("date_signed")[-1:]._draft_demo_amendment("维保范围增加一套设备", "spread")
        offered._get_demo_line().quantity += 1

    @api.model
    def _offer_demo_amendment(self):
        """Ask the customer to accept the latest amendment, once nothing about the contract changes any more."""
        demo = self._in_demo_company()
        drafts = demo.env["sales.contract.amendment"].search(
            [("company_id", "=", demo.env.company.id), ("state", "=", "draft")], order="id desc", limit=1
        )
        drafts.action_offer()

    def _draft_demo_amendment(self, reason, way, **values):
        amendment = self.env["sales.contract.amendment"].browse(self.action_amend()["res_id"])
        amendment.write({"reason": reason, "plan_way": way, **values})
        return amendment

    def _live_demo_ends(self, today):
        """One contract was terminated with a settlement, one made void."""
        ended = self._sign_demo_contract(74, "zhang", "xinfeng", "servo", 90, today)
        ended.collection_ids[:1]._live_demo_instalment("p")
        ended.action_terminate("客户项目取消", today - relativedelta(days=12), ended.amount_paid * 1.2)
        void = self._sign_demo_contract(47, "wang", "jingrui", "training", 2, today)
        void.action_void("合同重复签订")

    def _sign_demo_contract(self, days_ago, owner, partner, product, quantity, today):
        signed = today - relativedelta(days=days_ago)
        contract = self.with_context(ir_sequence_date=signed).create(
            {
                "subject": self._demo("product", product).name,
                "partner_id": self._demo("partner", partner).id,
                "user_id": self.env.ref(f"sales_cloud_core.user_{owner}").id,
                "date_start": signed,
                "date_end": signed + relativedelta(years=1),
                "line_ids": [Command.create({"product_id": self._demo("product", product).id, "quantity": quantity})],
            }
        )
        contract.action_plan()
        contract.action_sign(signed)
        return contract

    def _live_demo_renewals(self, contracts, today):
        """Of the contracts that end soon, one is renewed and one has its opportunity."""
        ending = contracts.filtered(
            lambda contract: contract.date_end and today <= contract.date_end <= today + relativedelta(days=60)
        )
        ending[:1].action_renew()
        ending[1:2].action_open_renewal_lead()

    def _live_demo_seals(self, contracts):
        """Most scans are archived; some seals wait for the keeper."""
        signed = contracts.filtered("is_scan_missing").sorted("date_signed")
        for contract in signed[:-4]:
            contract.action_archive_scan(b"JVBERi0xLjQK", f"{contract.name.replace('/', '-')}.pdf")
        Seal = self.env["sales.contract.seal"]
        requests = Seal
        for contract in signed[-4:]:
            requests |= (
                Seal.with_user(contract.user_id).create({"contract_id": contract.id, "copies": 4}).with_env(self.env)
            )
        finance = self.env.ref("sales_cloud_core.user_sun")
        requests[0].with_user(finance).action_seal()
        requests[1].with_user(finance).action_refuse("附件二缺页，请补齐后重新申请")


class SalesContractAmendment(models.Model):
    _inherit = "sales.contract.amendment"

    def _get_demo_line(self):
        return self.line_ids.filtered(lambda line: not line.display_type)[:1]
