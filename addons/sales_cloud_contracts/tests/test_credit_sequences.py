import random

from odoo.tests import tagged

from .common import ContractsCommon


@tagged("post_install", "-at_install")
class TestCreditSequences(ContractsCommon):
    """Whatever happens in whatever order, the ledger says what the documents say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract(user=cls.ann)
        cls._share(cls.contract, 33.33)

    @classmethod
    def _share(cls, contract, first):
        contract.split_ids = [(5, 0, 0)] + [
            (0, 0, {"user_id": user.id, "percent": percent})
            for user, percent in ((cls.ann, first), (cls.bob, 100 - first))
        ]
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _settle(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _check(self):
        self.env["sales.credit"]._check_ledger(self.company)
        return self.env["sales.credit.difference"].search([("company_id", "=", self.company.id)])

    def _net(self, metric):
        return round(sum(self.credit(self.contract, metric).values()), 2)

    # ------------------------------------------------------------
    # WHAT CAN HAPPEN
    # ------------------------------------------------------------

    def _invoices(self, state="posted"):
        return self.contract.collection_ids.match_ids.move_id.filtered(lambda move: move.state == state)

    def _invoice(self, rng):
        free = self.contract.collection_ids.filtered(lambda line: not line.match_ids.move_id)
        if free:
            self._bill(rng.choice(free))

    def _credit(self, rng):
        moves = self._invoices().filtered(lambda move: not move.reversal_move_ids)
        if moves:
            rng.choice(moves)._reverse_moves(cancel=rng.random() < 0.5).filtered(
                lambda move: move.state == "draft"
            ).action_post()

    def _pay(self, rng):
        free = self.contract.collection_ids.filtered(
            lambda line: line.amount_residual > 1 and line.state in ("open", "partial") and not line.has_draft_invoice
        )
        if free:
            line = rng.choice(free)
            self._receive(line, round(line.amount_residual * rng.choice([0.1, 0.333, 1]), 2))

    def _unreconcile(self, rng):
        moves = self._invoices()
        if moves:
            rng.choice(moves).line_ids.remove_move_reconcile()

    def _refund(self, rng):
        payments = self.contract.collection_ids.match_ids.payment_id.filtered(lambda payment: payment.state != "draft")
        if payments:
            rng.choice(payments).action_draft()

    def _redraft(self, rng):
        moves = self._invoices().filtered(lambda move: not move.reversal_move_ids)
        if moves:
            move = rng.choice(moves)
            move.button_draft()
            move.action_post()

    def _reshare(self, rng):
        self._share(self.contract, rng.randint(1, 99))

    # ------------------------------------------------------------

    def test_any_sequence_of_documents_leaves_the_ledger_equal_to_them(self):
        rng = random.Random(20260316)
        acts = [self._invoice, self._pay, self._pay, self._credit, self._unreconcile, self._refund, self._redraft]
        for step in range(30):
            act = rng.choice([*acts, self._reshare])
            act(rng)
            self._settle()
            expected = self.contract._get_credit_amounts()
            with self.subTest(step=step, act=act.__name__):
                self.assertEqual({metric: self._net(metric) for metric in expected}, expected)
        self.assertFalse(self._check())
        rows = self.env["sales.credit"].search_count([])
        self.contract._rebook_credit()
        self.assertEqual(self.env["sales.credit"].search_count([]), rows, "a rebuild books nothing more")

    def test_a_threshold_waits_for_the_first_payment_and_falls_back_with_it(self):
        self.env["sales.credit.policy"].create(
            {"company_id": self.company.id, "metric": "signed", "threshold_percent": 30}
        )
        contract = self._new_contract(user=self.ann)

        def signed():
            return sum(self.credit(contract, "signed").values())

        first = contract.collection_ids[0]
        self.assertEqual(signed(), 0)
        self._receive(first, round(first.amount / 2, 2))
        self.assertEqual(signed(), 0)
        payment = self._receive(first, first.amount_residual)
        self.assertEqual(signed(), contract.amount_untaxed)
        self.assertFalse(
            self._check().filtered(lambda row: (row.res_model, row.res_id) == (contract._name, contract.id))
        )
        contract.collection_ids.match_ids.payment_id[-1:].action_draft()
        self.assertEqual(signed(), 0, payment)

    def test_won_and_ordered_wait_for_the_money_of_the_contract(self):
        policies = [
            {"company_id": self.company.id, "metric": metric, "threshold_percent": 30} for metric in ("won", "ordered")
        ]
        self.env["sales.credit.policy"].create(policies)
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "user_id": self.ann.id, "company_id": self.company.id}
        )
        lead.expected_revenue = 500
        lead.action_set_won()
        order = self._new_order(opportunity_id=lead.id)
        self._settle()
        contract = self._new_contract(order=order)
        first = contract.collection_ids[0]

        def booked():
            rows = self.env["sales.credit"]._read_group(
                [("lead_id", "=", lead.id), ("metric", "in", ("won", "ordered"))], ["metric"], ["amount:sum"]
            )
            return {metric: amount for metric, amount in rows if amount}

        self.assertEqual(booked(), {})
        self._receive(first, round(first.amount / 2, 2))
        self.assertEqual(booked(), {})
        self._receive(first, first.amount_residual)
        self.assertEqual(booked(), {"won": lead.expected_revenue, "ordered": order.amount_untaxed})
        documents = [(lead._name, lead.id), (order._name, order.id)]
        self.assertFalse(self._check().filtered(lambda row: (row.res_model, row.res_id) in documents))
        contract.collection_ids.match_ids.payment_id[-1:].action_draft()
        self.assertEqual(booked(), {})

    def test_a_void_contract_of_the_deal_does_not_make_it_wait(self):
        self.env["sales.credit.policy"].create(
            {"company_id": self.company.id, "metric": "won", "threshold_percent": 30}
        )
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "user_id": self.ann.id, "company_id": self.company.id}
        )
        void, contract = (self._new_contract(order=self._new_order(opportunity_id=lead.id)) for _contract in range(2))
        void.action_void("Signed by mistake")
        lead.action_set_won()
        self._receive(contract.collection_ids[0], contract.collection_ids[0].amount)
        self._settle()
        self.assertEqual(lead.credit_ids.filtered(lambda row: row.metric == "won").user_id, self.ann)

    def test_a_contract_can_count_from_its_start(self):
        self.env["sales.credit.policy"].create(
            {"company_id": self.company.id, "metric": "signed", "date_basis": "effective"}
        )
        for start, day in (("2026-06-01", "2026-06-01"), ("2026-01-01", "2026-03-16")):
            contract = self._new_contract(user=self.ann, date_start=start)
            row = contract.credit_ids.filtered(lambda row: row.metric == "signed")
            self.assertEqual(str(row.date), day)

    def test_finance_corrects_credit_of_a_contract_and_checks_the_ledger(self):
        correction = (
            self.env["sales.credit.correction"]
            .with_user(self.fin)
            .create(
                {
                    "metric": "collected",
                    "user_id": self.bob.id,
                    "amount": -12.5,
                    "reason": "Bank charge shared",
                    "contract_id": self.contract.id,
                }
            )
        )
        correction.action_book()
        self.assertEqual(self.credit(self.contract, "collected"), {"bob": -12.5})
        self.assertEqual(correction.partner_id, self.customer)
        action = self.env["sales.credit.difference"].with_user(self.fin).action_check()
        self.assertEqual(action["params"]["type"], "success")
