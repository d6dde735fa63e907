from datetime import date

from odoo.fields import Command


class RightsRecords:
    """One record of every model: Ann's where a person owns it, else her company's."""

    def _build_records(self):
        """Return {model: record}."""
        builders = (
            self._build_deal,
            self._build_territories,
            self._build_credit,
            self._build_credit_rules,
            self._build_approvals,
            self._build_core_configuration,
            self._build_contract,
            self._build_contract_life,
            self._build_requests,
            self._build_reminders,
            self._build_bank,
            self._build_contract_configuration,
            self._build_pool,
            self._build_holding,
            self._build_targets,
        )
        self.records = {}
        for build in builders:
            self.records |= {record._name: record for record in build()}
        return self.records

    def _new(self, model, /, **vals):
        return self.env[model].sudo().create(vals)  # sudo: some rows are written by the system alone

    # ------------------------------------------------------------
    # LEADS AND CUSTOMERS, TERRITORIES, CREDIT
    # ------------------------------------------------------------

    def _build_deal(self):
        customer = self._new("res.partner", name="Ann's Customer", user_id=self.ann.id, company_id=self.company.id)
        lead = self._new(
            "crm.lead",
            name="CNC line",
            type="opportunity",
            user_id=self.ann.id,
            team_id=self.team.id,
            company_id=self.company.id,
            partner_id=customer.id,
            expected_revenue=1000.0,
        )
        lead.split_ids = [Command.create({"user_id": self.ann.id, "percent": 100})]
        lead.message_post(body="They want an offer for the second line, too.", message_type="comment")
        self.env.flush_all()
        self.env.cr.precommit.run()
        shares = {"lead_id": lead.id, "user_id": self.ann.id, "company_id": self.company.id}
        kind = lead.split_ids.split_type_id.id
        return [
            customer,
            lead,
            lead.split_ids,
            self.env["sales.stage.log"].search([("lead_id", "=", lead.id)], limit=1),
            self._new("sales.followup", **shares, date="2026-03-15", kind="comment", verdict="counted"),
            self._new("sales.split.log", **shares, author_id=self.ann.id, split_type_id=kind, operation="add"),
        ]

    def _build_territories(self):
        model = self._new("sales.territory.model", name="China", company_id=self.company.id)
        territory = self._new("sales.territory", name="South", model_id=model.id, manager_id=self.tia.id)
        rule = self._new("sales.territory.rule", territory_id=territory.id, country_ids=[self.env.ref("base.cn").id])
        model.sudo().state = "active"
        customer = self.records["res.partner"]
        return [
            model,
            territory,
            rule,
            self._new("sales.territory.type", name="Region", company_id=self.company.id),
            self._new("sales.territory.member", territory_id=territory.id, user_id=self.ann.id),
            self._new(
                "sales.territory.assignment", model_id=model.id, territory_id=territory.id, partner_id=customer.id
            ),
        ]

    def _build_credit(self):
        lead, split_type = self.records["crm.lead"], self.env.ref("sales_cloud_core.split_type_revenue")
        share = {"user_id": self.ann.id, "split_type_id": split_type.id, "currency_id": self.currency.id}
        self.env["sales.credit"]._book(lead, "won", [{**share, "amount": 1000.0}], date(2026, 3, 16))
        document = {"res_model": "crm.lead", "res_id": lead.id, "origin": "document"}
        mine = {**share, "company_id": self.company.id, "metric": "won"}
        return [
            self.env["sales.credit"].search([("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)], limit=1),
            self._new("sales.credit.correction", **mine, reason="Forgotten", amount=1.0),
            self._new("sales.credit.difference", **mine, **document),
            self._new("sales.credit.policy", company_id=self.company.id, metric="invoiced", date_basis="event"),
        ]

    def _build_credit_rules(self):
        company = {"company_id": self.company.id}
        whole = Command.create({"who": "owner", "percent": 100})
        template = self._new("sales.split.template", name="All", line_ids=[whole], **company)
        month = {"date_start": "2026-01-01", "date_end": "2026-01-31"}
        return [
            template,
            template.line_ids,
            self._new("sales.split.type", name="Partner", kind="overlay", **company),
            self._new("sales.period", name="January", **month, **company),
        ]

    def _build_approvals(self):
        rule = self._new(
            "sales.approval.rule",
            name="Shares",
            model="crm.lead",
            company_id=self.company.id,
            level_ids=[Command.create({"approver": "person", "user_ids": [Command.set(self.mia.ids)]})],
        )
        lead = self.records["crm.lead"].with_user(self.ann)
        approval = lead.sudo()._request_approval("Shares of the CNC line")
        return [rule, rule.level_ids, approval.sudo(), approval.sudo().step_ids[:1]]

    def _build_core_configuration(self):
        company, group = {"company_id": self.company.id}, self.env.ref("base.group_portal")
        teams = {"team_id": self.team.id, "reader_team_id": self.team_east.id}
        return [
            self._new("sales.business.line", name="Robots", **company),
            self._new("sales.customer.tier", name="Key", **company),
            self._new("sales.data.right", group_id=group.id, model="crm.lead"),
            self._new("sales.sharing.rule", name="South to East", **teams, **company),
            self._new("sales.followup.type", kind="stage", **company),
            self._new(
                "sales.export.log", user_id=self.ann.id, day="2026-03-16", model="crm.lead", kind="list", **company
            ),
            self.team,
            self.team.crm_team_member_ids.filtered(lambda member: member.user_id == self.ann),
            self.env["crm.stage"].search([("team_ids", "=", False)], limit=1),
        ]

    # ------------------------------------------------------------
    # CONTRACTS
    # ------------------------------------------------------------

    def _build_contract(self):
        contract = self._new_contract(user=self.ann)
        first, second = contract.collection_ids[:2]
        invoice = self._bill(first)
        payment = self._receive(second, 100)
        return [
            contract,
            contract.line_ids[:1],
            first,
            first.match_ids,
            contract.order_ids,
            contract.order_ids.order_line.filtered("product_id")[:1],
            invoice,
            invoice.line_ids[:1],
            payment if payment and payment._name == "account.payment" else second.match_ids.payment_id,
        ]

    def _build_contract_life(self):
        contract, line = self.records["sales.contract"], self.records["sales.contract.line"]
        amendment = self.env["sales.contract.amendment"].browse(contract.action_amend()["res_id"])
        delivery = self._new("sales.delivery", contract_id=contract.id)
        return [
            amendment,
            amendment.line_ids[:1]
            or self._new("sales.contract.amendment.line", amendment_id=amendment.id, line_id=line.id),
            delivery,
            self._new("sales.delivery.line", delivery_id=delivery.id, contract_line_id=line.id),
            self._new("sales.contract.seal", contract_id=contract.id, requester_id=self.ann.id),
            self._new("sales.contract.version", contract_id=contract.id, number=9, snapshot={"lines": []}),
        ]

    def _build_requests(self):
        contract, collection = self.records["sales.contract"], self.records["sales.collection"]
        request = self._new("sales.invoice.request", contract_id=contract.id, user_id=self.ann.id)
        terms = {"reason": "New customer", "date_until": "2026-12-31", "currency_id": self.currency.id}
        people = {"user_id": self.ann.id, "requester_id": self.ann.id}
        where = {"company_id": self.company.id, "partner_id": contract.partner_id.id, "contract_id": contract.id}
        return [
            request,
            self._new("sales.invoice.request.line", request_id=request.id, collection_id=collection.id, amount=1.0),
            self._new("sales.refund", collection_id=collection.id, amount=1.0, reason="Too much", user_id=self.ann.id),
            self._new("sales.credit.release", **terms, **people, **where),
        ]

    def _build_reminders(self):
        collection = self.records["sales.collection"]
        level = self._new("sales.dunning.level", name="Letter", days=90, recipient="customer", letter_text="<p>Pay</p>")
        letter = self._new(
            "sales.dunning.letter",
            company_id=self.company.id,
            partner_id=collection.partner_id.id,
            level_id=level.id,
            date="2026-03-16",
        )
        when = {"days": 90, "day": "2026-03-16", "recipient": "customer"}
        return [
            level,
            letter,
            self._new(
                "sales.dunning.reminder",
                collection_id=collection.id,
                level_id=level.id,
                letter_id=letter.id,
                user_id=self.ann.id,
                **when,
            ),
            self._new("sales.dunning.digest", user_id=self.ann.id, day="2026-03-16"),
        ]

    def _build_bank(self):
        lines = self.env["account.bank.statement.line"].with_user(self.fin)
        line = lines.create(
            {"journal_id": self.journal.id, "date": "2026-03-12", "amount": 100.0, "payment_ref": "Deposit"}
        )
        receipt, collection = line.bank_receipt_ids, self.records["sales.contract"].collection_ids[2]
        receipt.with_user(self.ann).action_claim([(collection.id, 100.0)])
        receipt = receipt.sudo()
        return [line.sudo(), receipt, receipt.claim_ids, receipt.claim_ids.line_ids]

    def _build_contract_configuration(self):
        company = {"company_id": self.company.id}
        template = self._new("sales.collection.template", name="All at once", **company)
        flow = self._new("sales.flow", name="Order first", **company)
        return [
            template,
            self._new("sales.collection.template.line", template_id=template.id, name="All", value_type="percent"),
            flow,
            self._new("sales.flow.step", flow_id=flow.id, kind="order"),
            self._new("sales.contract.type", name="Framework", **company),
        ]

    # ------------------------------------------------------------
    # POOLS AND TARGETS
    # ------------------------------------------------------------

    def _build_pool(self):
        pool = self._new(
            "sales.pool",
            name="South",
            kind="lead",
            company_id=self.company.id,
            team_id=self.team.id,
            manager_ids=[Command.set(self.mia.ids)],
            member_ids=[Command.create({"user_id": self.ann.id}), Command.create({"user_id": self.bob.id})],
        )
        return [
            pool,
            pool.member_ids.filtered(lambda member: member.user_id == self.ann),
            self._new("sales.pool.rule", pool_id=pool.id, name="Two weeks", followup_days=14),
            self._new("sales.pool.return.reason", name="No budget", company_id=self.company.id),
            self._new("sales.pool.quota", pool_id=pool.id, user_id=self.ann.id, day="2026-03-16"),
            self._new("sales.pool.digest", user_id=self.ann.id, day="2026-03-16"),
        ]

    def _build_holding(self):
        pool = self.records["sales.pool"]
        lead = self._new("crm.lead", name="Fair", type="lead", pool_id=pool.id, user_id=False, team_id=self.team.id)
        lead.with_user(self.ann).action_pool_claim()
        holding = lead.pool_holding_ids[:1]
        when, about = {"date": "2026-03-16", "day": "2026-03-16"}, {"pool_id": pool.id, "lead_id": lead.id}
        customers = self._new("sales.pool", name="Customers", kind="customer", company_id=False, team_id=False)
        customer = self._new("res.partner", name="Free in a Line", is_company=True)
        line = self._new("sales.business.line", name="Lasers", company_id=False)
        customers.business_line_id = line
        return [
            holding,
            self._new("sales.pool.reveal", **about, **when, user_id=self.ann.id),
            self._new("sales.pool.transfer", **about, date="2026-03-16", reason="transfer"),
            self._new("sales.pool.pause", holding_id=holding.id, user_id=self.ann.id, reason="Fair", **PAUSE),
            self._new("sales.pool.placement", pool_id=customers.id, partner_id=customer.id, user_id=self.ann.id),
        ]

    def _build_targets(self):
        plan = self._new(
            "sales.target.plan",
            company_id=self.company.id,
            year=2026,
            metric_id=self.env.ref("sales_cloud_reports.metric_won").id,
        )
        target = self._new(
            "sales.target",
            plan_id=plan.id,
            user_id=self.ann.id,
            team_id=self.team.id,
            date_start="2026-03-01",
            amount=5000,
        )
        plan.action_publish()
        self.env.flush_all()
        return [
            plan,
            target,
            plan.metric_id,
            self.env["sales.attainment.report"].search([("user_id", "=", self.ann.id)], limit=1),
            self.env["sales.pool.report"].search([("pool_id", "=", self.records["sales.pool"].id)], limit=1),
        ]


PAUSE = {"date_start": "2026-03-16", "date_end": "2026-03-20"}
