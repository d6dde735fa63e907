from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools.amending import settle_amounts

TOPIC = "termination"
PLAN_MEMORY = ("amount", "is_waived")


class SalesContract(models.Model):
    """A contract that ends before it is fulfilled is settled at a final value.

    Up to that value the plan stays open, for the last invoice and the last money; the rest of it is waived, so that
    the instalments keep making the total. What was invoiced or paid beyond the value is named: finance credits and
    refunds it, and the plan follows. All amounts are tax included, in the contract's currency.
    """

    _inherit = "sales.contract"

    amount_settled = fields.Monetary("Final Value", readonly=True, copy=False, tracking=True)
    settlement_memory = fields.Json(readonly=True, copy=False, help="The plan before it was settled.")
    amount_to_credit = fields.Monetary("Still to Credit", compute="_compute_settlement", store=True)
    amount_to_refund = fields.Monetary("Still to Refund", compute="_compute_settlement", store=True)
    amount_to_invoice = fields.Monetary("Last Invoice", compute="_compute_settlement", store=True)

    @api.depends("state", "amount_settled", "amount_invoiced", "amount_paid")
    def _compute_settlement(self):
        for contract in self:
            is_over = contract.state == "terminated"
            value = contract.amount_settled
            contract.amount_to_credit = max(contract.amount_invoiced - value, 0.0) if is_over else 0.0
            contract.amount_to_refund = max(contract.amount_paid - value, 0.0) if is_over else 0.0
            contract.amount_to_invoice = max(value - contract.amount_invoiced, 0.0) if is_over else 0.0

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_terminate(self, reason, date=None, amount=None):
        """End contracts before they are fulfilled, or ask for approval of it where a rule wants one.

        :param reason: why, shown on the contract
        :param date: day of the termination, today when left out
        :param amount: the final value, tax included, from zero to the total; what is invoiced or paid when left out
        :return: True
        """
        self.check_access("write")
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        for contract in self:
            value = contract._get_amount_performed() if amount is None else contract.currency_id.round(amount)
            contract._check_settlement(reason, value)
            if contract._is_termination_judged():
                contract._request_termination(reason, day, value)
            else:
                contract.write(contract._prepare_termination_vals(reason, day, value))
        return True

    def action_reinstate(self):
        """Take a termination back (sales managers), as long as nothing was done about it: plan and credit return."""
        for contract in self:
            former = (contract.settlement_memory or {}).get("state")
            contract.write({"state": "suspended" if former == "suspended" else "running"})
        return True

    def _get_amount_performed(self):
        """Return what is invoiced or paid of the contract, whichever is more of each instalment."""
        # sudo: what is invoiced and paid is derived from books that the caller may not see
        plan = self.sudo().collection_ids
        return self.currency_id.round(
            sum(line.amount_paid if line.is_waived else line._get_amount_fixed() for line in plan)
        )

    def _get_amount_bound(self):
        return self.amount_settled if self.state == "terminated" else super()._get_amount_bound()

    def _prepare_termination_vals(self, reason, day, value):
        return {
            "state": "terminated",
            "date_terminated": day,
            "termination_reason": reason,
            "amount_settled": value,
            "settlement_memory": self._prepare_settlement_memory(),
        }

    def _prepare_settlement_memory(self):
        plan = self.sudo().collection_ids  # sudo: all instalments, also those that the caller may not see
        return {
            "state": self.state,
            "invoiced": self.amount_invoiced,
            "paid": self.amount_paid,
            "matches": plan.match_ids.ids,
            "plan": {str(line.id): {name: line[name] for name in PLAN_MEMORY} for line in plan},
        }

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _is_termination_judged(self):
        self.ensure_one()
        return bool(self._find_approval_rule(TOPIC, self.amount_total, self.currency_id))

    def _request_termination(self, reason, day, value):
        self._request_approval(
            lambda contract: contract.env._(
                "Termination of %(name)s at %(value)s", name=contract.display_name, value=contract._money(value)
            ),
            reason=reason,
            amount=self.amount_total,
            currency=self.currency_id,
            topic=TOPIC,
            payload={"reason": reason, "date": fields.Date.to_string(day), "amount": value},
        )

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == TOPIC:
            asked = approval.payload
            self.write(self._prepare_termination_vals(asked["reason"], asked["date"], asked["amount"]))

    def _resubmit_approval(self, approval):
        if approval.topic != TOPIC:
            return super()._resubmit_approval(approval)
        return self.action_terminate(**approval.payload)

    def _money(self, amount):
        return self.currency_id.format(amount)

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_guards(self):
        return {**super()._get_guards(), "terminated": self._check_termination}

    def _check_settlement(self, reason, value):
        if not (reason or "").strip():
            raise UserError(self.env._("A termination needs a reason. Say why the contract ends."))
        compare = self.currency_id.compare_amounts
        sign = -1 if self.amount_total < 0 else 1
        if compare(sign * value, 0.0) < 0 or compare(sign * value, sign * self.amount_total) > 0:
            raise UserError(
                self.env._(
                    "The final value of contract %(name)s lies between zero and its total of %(total)s. "
                    "What goes beyond it needs an amendment first.",
                    name=self.display_name,
                    total=self._money(self.amount_total),
                )
            )

    def _check_termination(self, vals):
        for contract in self:
            contract._check_settlement(vals.get("termination_reason"), vals.get("amount_settled") or 0.0)
            if not vals.get("settlement_memory"):
                raise UserError(self.env._("A contract is terminated with its settlement. Use Terminate."))
            if contract._is_termination_judged() and not self.env.su:
                raise UserError(
                    self.env._("The termination of contract %s needs approval. Use Terminate.", contract.display_name)
                )
        self._check_no_draft_invoice()
        self._check_no_open_amendment()

    def _check_no_draft_invoice(self):
        # sudo: a draft invoice stops the end of a contract, whether or not its writer may see invoices
        drafts = self.sudo().collection_ids.match_ids.move_id.filtered(lambda move: move.state == "draft")
        if drafts:
            raise UserError(
                self.env._(
                    "Contract %(name)s has a draft invoice. Finance must confirm or delete it before the contract "
                    "ends.",
                    name=drafts[0].collection_match_ids.contract_id[:1].display_name,
                )
            )

    def _check_no_open_amendment(self):
        for amendment in self.open_amendment_id:
            raise UserError(
                self.env._("Amendment %s is under way. Put it in force or cancel it first.", amendment.display_name)
            )

    def _check_going_on(self, vals):
        """A termination is not taken back after somebody acted on it."""
        super()._check_going_on(vals)
        for contract in self.filtered(lambda contract: contract.state == "terminated"):
            if not contract._is_manager():
                raise AccessError(self.env._("Only a sales manager can take a termination back."))
            before, now = contract.settlement_memory or {}, contract._prepare_settlement_memory()
            if any(before.get(name) != now[name] for name in ("invoiced", "paid", "matches")):
                raise UserError(
                    self.env._(
                        "Contract %s was invoiced, credited, paid or refunded since it was terminated, so this stays. "
                        "Make a new contract instead.",
                        contract.display_name,
                    )
                )

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _get_hooks(self):
        return {**super()._get_hooks(), "terminated": self._after_terminate}

    def _after_terminate(self, vals):
        self._settle_plan()
        for contract in self:
            contract._book_credit(contract.date_terminated)

    def _book_credit(self, date):
        """Every event of a terminated contract may leave more to waive, for example a credit note."""
        self.filtered(lambda contract: contract.state == "terminated")._settle_plan()
        return super()._book_credit(date)

    def _settle_plan(self):
        """Keep of the plan what the final value asks for and waive the rest; doing it twice changes nothing."""
        # sudo: the plan follows the contract, whoever may end it
        for contract in self.sudo():
            commands = contract._prepare_settlement_commands()
            if commands:
                contract.write({"collection_ids": commands})

    def _prepare_settlement_commands(self):
        plan = self.collection_ids.filtered(lambda line: not line.is_waived)._sort_oldest_first()
        fixed = [line._get_amount_fixed() for line in plan]
        wanted = settle_amounts(self.amount_settled, list(zip(plan.mapped("amount"), fixed, strict=True)))
        commands = []
        for line, amount in zip(plan, wanted, strict=True):
            rest = self.currency_id.round(line.amount - amount)
            if not rest:
                continue
            if amount:
                commands += [
                    Command.update(line.id, {"amount": amount}),
                    Command.create(line._prepare_waived_vals(rest)),
                ]
            else:
                commands.append(Command.update(line.id, {"is_waived": True}))
        return commands

    def _after_going_on(self, vals):
        super()._after_going_on(vals)
        # sudo: as when the plan was settled
        for contract in self.sudo().filtered("settlement_memory"):
            contract._restore_plan()
            contract.write(
                {
                    "date_terminated": False,
                    "termination_reason": False,
                    "amount_settled": 0.0,
                    "settlement_memory": False,
                }
            )
            contract._rebook_credit()

    def _restore_plan(self):
        memory = self.settlement_memory["plan"]
        added = self.collection_ids.filtered(lambda line: str(line.id) not in memory)
        added.write({"is_waived": False})  # what is waived is not deleted
        restored = [Command.update(line.id, memory[str(line.id)]) for line in self.collection_ids - added]
        self.write({"collection_ids": restored + [Command.delete(line.id) for line in added]})
