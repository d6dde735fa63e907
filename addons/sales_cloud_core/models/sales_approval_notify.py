import logging

from odoo import api, fields, models
from odoo.tools import split_every

from ..tools import approval as tools

_logger = logging.getLogger(__name__)
ACTIVITY = "sales_cloud_core.mail_activity_type_approval"
BATCH = 100


class SalesApproval(models.Model):
    """Whom a request tells what, and when. Everything here runs as superuser, after the guards."""

    _inherit = "sales.approval"

    # ------------------------------------------------------------
    # ACTIVITIES AND MESSAGES
    # ------------------------------------------------------------

    def _ask(self, steps):
        """Give each new approver an activity, due on the day of the level."""
        self.ensure_one()
        for user in steps.user_id:
            local = self.with_context(tz=user.tz or self.env.context.get("tz"), lang=user.lang)
            moment = self.due_at or fields.Datetime.now()
            local.activity_schedule(
                ACTIVITY,
                user_id=user.id,
                date_deadline=fields.Datetime.context_timestamp(local, moment).date(),
            )

    def _finish_activities(self, users, comment):
        for user in users:
            self.activity_feedback([ACTIVITY], user_id=user.id, feedback=comment or False)

    def _drop_activities(self, users):
        activities = self.activity_search([ACTIVITY]).filtered(lambda activity: activity.user_id in users)
        activities.unlink()

    def _notify_requester(self):
        """Tell the requester how it ended, unless the requester ended it."""
        self.ensure_one()
        if self.requester_id == self.env.user:
            return
        local = self.with_context(lang=self.requester_id.lang)
        label = dict(local._fields["state"]._description_selection(local.env))[self.state]
        last = self.step_ids.filtered(lambda step: step.decided_at and step.comment).sorted("decided_at")[-1:]
        self._tell(
            self.requester_id, local.env._("%(subject)s: %(state)s", subject=local.name, state=label), last.comment
        )

    def _urge(self):
        self.urged_on = fields.Date.context_today(self)
        self._remind(self.env._("%s asks for your decision.", self.requester_id.name))

    def _remind(self, body):
        self._tell(self._get_waiting_steps().user_id, self.env._("To approve: %s", self.name), body)

    def _tell(self, users, subject, body):
        """Notify people outside the trail of messages; the mail has a button to the request."""
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=subject,
            body=body or subject,
            model_description=self.env._("Approval"),
        )

    # ------------------------------------------------------------
    # DUE
    # ------------------------------------------------------------

    @api.model
    def _cron_check_due(self):
        """Remind before a level is due; at the due time, let operations decide, too.

        Several workers share the queue: what one has locked, the others skip.
        """
        domain = [("state", "=", "pending"), ("check_at", "<=", fields.Datetime.now())]
        due = self.search(domain, order="check_at, id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for ids in split_every(BATCH, due.ids):
            batch = self.browse(ids)
            for approval in batch.try_lock_for_update().filtered_domain(domain):
                approval._check_due_safely()
            if not cron._commit_progress(len(batch)):
                break

    def _check_due_safely(self):
        """Handle one request; a bad one is logged and does not hold up the others."""
        try:
            with self.env.cr.savepoint():
                self._check_due()
        except Exception:
            _logger.exception("The due time of approval %s could not be handled", self.id)

    def _check_due(self):
        now = fields.Datetime.now()
        self.check_at = tools.check_at(self.due_at, None, now)
        if now < self.due_at:
            self._remind(self.env._("This request is due soon."))
            return
        self._remind(self.env._("This request is overdue: operations may decide, too."))
        for slot, steps in self._get_waiting_steps().grouped("slot").items():
            self._join_slot(slot, self._get_fallback_users(), steps[0].user_id, "overdue")

    # ------------------------------------------------------------
    # PEOPLE WHO LEAVE
    # ------------------------------------------------------------

    @api.model
    def _reassign(self, users):
        """Pass on what waits for people who are away now or cannot log in any more."""
        # sudo: whoever archives a user or enters an absence moves requests that only their people may see
        waiting = (
            self.env["sales.approval.step"].sudo().search([("state", "=", tools.WAITING), ("user_id", "in", users.ids)])
        )
        for approval, steps in waiting.grouped("approval_id").items():
            people = approval._get_people(steps.user_id)
            for step in steps:
                approval._reassign_step(step, people)

    def _reassign_step(self, step, people):
        user_id = tools.effective_approver(step.user_id.id, people)
        if user_id == step.user_id.id:
            return
        origin = "absent" if user_id else "missing"
        users = self.env["res.users"].browse(user_id or people.fallback)
        if users - step.user_id:
            self._pass_on(step, users - step.user_id, False, origin)
