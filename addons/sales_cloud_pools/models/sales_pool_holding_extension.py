from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..tools.claim import over_limit
from ..tools.working_days import add_days

TOPIC = "extension"


class SalesPoolHolding(models.Model):
    """The holder asks for more time; who approves follows the approval rules, else the managers of the pool.

    There is one way for every request: where the pool needs no approval, a request is made and granted at once. So the
    approvals of a holding are the record of its extensions.
    """

    _name = "sales.pool.holding"
    _inherit = ["sales.pool.holding", "sales.approval.mixin"]

    extension_count = fields.Integer("Extensions", readonly=True)
    extension_days = fields.Integer("Extended by Days", readonly=True)
    is_extension_pending = fields.Boolean("Extension Asked", readonly=True)

    def action_request_extension(self, days, reason):
        """Ask for more days before these records go back; for their holder.

        The days are counted from the present deadline, as the rule behind it counts them.

        :param int days: how many
        :param str reason: why; the approvers read it
        :return: ids of the `sales.approval`, granted already where the pool needs no approval
        :raises UserError: nothing would take the record, a request is pending, or a limit of the pool is reached
        :raises AccessError: somebody else holds the record
        """
        self.check_access("read")
        # sudo: nobody writes the ledger by hand; the holder is checked here
        holdings = self.sudo()
        holdings._check_owner()
        for pool in holdings.pool_id:
            self.env["sales.pool.quota"]._guard(pool, self.env.user)
        for holding in holdings:
            holding._check_extension(days, reason)
        return [holding._request_extension(days, reason.strip()).id for holding in holdings]

    def _request_extension(self, days, reason):
        self.write({"is_extension_pending": True})
        approval = self._request_approval(
            lambda holding: holding.env._("%(record)s: %(days)s more days", record=holding.record_name, days=days),
            reason=reason,
            topic=TOPIC,
            payload={"days": days},
        )
        if self.is_extension_pending and self.pool_id.is_clock_stopped:
            self._recompute_deadlines()
        return approval

    # ------------------------------------------------------------------
    # GUARD
    # ------------------------------------------------------------------

    def _check_extension(self, days, reason):
        if not isinstance(days, int) or days <= 0 or not (reason or "").strip():
            raise UserError(self.env._("Enter a number of days, and say why you need them."))
        if self.date_end or not self.pool_id.is_extension_allowed:
            raise UserError(self.env._("The pool “%s” does not give more time.", self.pool_id.name))
        if self.is_extension_pending:
            raise UserError(self.env._("More time is asked for “%s” already. Wait for the decision.", self.record_name))
        if not self.reclaim_at:
            raise UserError(self.env._("“%s” does not go back by itself, so it needs no extension.", self.record_name))
        self._check_extension_limits(days)

    def _check_extension_limits(self, days):
        pool = self.pool_id
        if over_limit(pool.extension_limit, self.extension_count, 1):
            raise UserError(
                self.env._(
                    "“%(record)s” was extended %(used)s times, the most that the pool “%(pool)s” allows.",
                    record=self.record_name,
                    used=self.extension_count,
                    pool=pool.name,
                )
            )
        if over_limit(pool.extension_days_limit, self.extension_days, days):
            raise UserError(
                self.env._(
                    "The pool “%(pool)s” extends by %(limit)s days in all: %(left)s are left for “%(record)s”. "
                    "Ask for fewer.",
                    pool=pool.name,
                    limit=pool.extension_days_limit,
                    left=pool.extension_days_limit - self.extension_days,
                    record=self.record_name,
                )
            )

    # ------------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------------

    def _get_approval_company(self):
        return self.company_id or self.pool_id.company_id or self.user_id.company_id

    def _get_approval_team(self):
        return self.lead_id.team_id or self.pool_id.team_id

    def _get_approval_details(self):
        record = self._get_record()
        followed = record.last_followup_at and self._get_local_day(record.last_followup_at)
        lines = [
            self.env._(
                "Held by %(user)s since %(day)s", user=self.user_id.name, day=self._get_local_day(self.date_start)
            ),
            self.env._("Last follow-up: %s", followed or self.env._("none")),
            self.reclaim_reason or "",
            self.env._(
                "Extended so far: %(count)s times, %(days)s days", count=self.extension_count, days=self.extension_days
            ),
        ]
        return "\n".join(filter(None, lines))

    def _prepare_approval_plan(self, rule, amount=0.0, currency=None):
        pool = self.pool_id
        if not pool.is_extension_approved:
            return []
        if rule or not pool.manager_ids:
            return super()._prepare_approval_plan(rule, amount, currency)
        level = rule.level_ids.new({"approver": "person", "user_ids": [Command.set(pool.manager_ids.ids)]})
        return [{**level._prepare_plan_vals(), "origin": "pool"}]

    def _explain_approval_route(self, rule):
        if not self.pool_id.is_extension_approved:
            return self.env._("The pool gives more time without approval.")
        if rule or not self.pool_id.manager_ids:
            return super()._explain_approval_route(rule)
        return self.env._("No rule applies, so a manager of the pool decides.")

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == TOPIC and self.is_extension_pending:
            self._end_extension_request()
            self._extend(approval.payload["days"])

    def _after_approval_refused(self, approval):
        super()._after_approval_refused(approval)
        self._end_extension_request()

    def _after_approval_withdrawn(self, approval):
        super()._after_approval_withdrawn(approval)
        self._end_extension_request()

    def _resubmit_approval(self, approval):
        self.action_request_extension(approval.payload["days"], approval.reason)
        return True

    def _end_extension_request(self):
        """Let the clock run again."""
        if self.is_extension_pending and not self.date_end:
            self._protect({"is_extension_pending": False})

    def _extend(self, days):
        """Postpone the deadline, or begin now where it has passed."""
        rule, calendar = self.reclaim_rule_id, self.pool_id._get_work_calendar()
        start = max(self.reclaim_at or fields.Datetime.now(), fields.Datetime.now())
        until = add_days(start, days, self._get_calendar(calendar), rule.is_working_time or not rule)
        self._protect(
            {
                "extended_until": until,
                "extension_count": self.extension_count + 1,
                "extension_days": self.extension_days + days,
            }
        )

    def _close(self, move, end_reason=None):
        # who does not hold the record any more asks for nothing
        pending = self.filtered("is_extension_pending").approval_ids.filtered(lambda each: each.state == "pending")
        for approval in pending:
            approval._close("withdrawn")
        return super()._close(move, end_reason)

    def _get_waiting_sentence(self):
        """Say what is asked and who decides, nothing when nothing is asked."""
        if not self.is_extension_pending:
            return False
        approval = self.approval_ids.filtered(lambda each: each.state == "pending")[:1]
        return self.env._(
            "%(days)s more days asked; %(people)s decides",
            days=approval.payload["days"],
            people=self.env._(" or ").join(approval.approver_ids.mapped("name")),
        )
