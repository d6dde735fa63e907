from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import approval as tools

AFTER = {
    "approved": "_after_approval_granted",
    "refused": "_after_approval_refused",
    "returned": "_after_approval_returned",
    "withdrawn": "_after_approval_withdrawn",
}


class SalesApproval(models.Model):
    """How a request goes from level to level. Everything here runs as superuser, after the guards."""

    _inherit = "sales.approval"

    # ------------------------------------------------------------
    # LEVELS
    # ------------------------------------------------------------

    def _open_from(self, number):
        """Open the first level from ``number`` (1 is the first) that somebody has to decide; grant after the last."""
        self.ensure_one()
        for level in range(number, len(self.plan or []) + 1):
            self._open_level(level, self._plan_level(level))
            if self._get_level_state() == tools.WAITING:
                self._ask(self._get_waiting_steps())
                return
        self._close("approved")

    def _plan_level(self, number):
        """Return the slots of a level with the people who can decide today."""
        level = self.plan[number - 1]
        persons = self._get_level_users(level)
        slots = tools.plan_slots(persons.ids, level["mode"] == "all", self._get_people(persons))
        if not all(slots):
            raise UserError(
                self.env._(
                    "Nobody can approve “%s”: its approver is missing, and there is nobody else in operations. "
                    "Ask an administrator to add a person to Sales Operations.",
                    self.name,
                )
            )
        return slots

    def _get_level_users(self, level):
        """Return the people that a level names, before absence and the like."""
        users = self.env["res.users"].with_context(active_test=False)
        if level["approver"] == "person":
            return users.browse(level["user_ids"]).exists()
        if level["approver"] == "group":
            return self._filter_able(self.env["res.groups"].browse(level["group_id"]).exists().all_user_ids)
        if level["approver"] == "leader":
            return self._get_document()._get_approval_team().user_id
        if level["approver"] == "territory":
            return self._get_document()._get_approval_territory()._get_nearest_manager()
        return self.env["crm.team"]._get_manager_of(self.requester_id, level["levels_up"], self.company_id)

    def _get_people(self, persons):
        """Return `tools.People`: who is able, who is away, who stands in."""
        stand_in = self.env["crm.team"]._get_manager_of(self.requester_id, company=self.company_id)
        away = self.env["res.users"]._get_away_approvers()
        fallback = self._get_fallback_users()
        known = (persons | stand_in | fallback | away | away.approval_delegate_id).with_context(active_test=False)
        return tools.People(
            requester=self.requester_id.id,
            active=set(self._filter_able(known).ids),
            delegates={user.id: user.approval_delegate_id.id or None for user in away},
            stand_in=stand_in.id,
            fallback=fallback.ids,
        )

    def _get_fallback_users(self):
        """Return operations, else the administrators, without the requester: they decide when nobody else can."""
        for xml_id in ("sales_cloud_core.group_operations", "base.group_system"):
            users = self._filter_able(self.env.ref(xml_id).all_user_ids) - self.requester_id
            if users:
                return users.sorted("id")
        return self.env["res.users"]

    def _open_level(self, number, slots):
        """Write the steps of a level; who signed on an earlier level is not asked twice."""
        signed = self.step_ids.filtered(lambda step: step.state in tools.GRANTS and not step.is_void).user_id.ids
        level = self.plan[number - 1]
        due = self._get_due_at(level)
        self.write(
            {
                "level": number,
                "due_at": due,
                "check_at": tools.check_at(due, self._get_remind_at(level), fields.Datetime.now()),
            }
        )
        vals_list = []
        for slot, candidates in enumerate(slots, 1):
            repeated = [candidate for candidate in candidates if candidate.user in signed][:1]
            state = "repeated" if repeated else tools.WAITING
            vals_list += [self._prepare_step_vals(slot, *who, state=state) for who in repeated or candidates]
        self.env["sales.approval.step"].create(vals_list)

    def _get_due_at(self, level):
        """Return when a level that opens now is due, in UTC, None when it has no due time."""
        return self._after_hours(level, level["due_hours"])

    def _get_remind_at(self, level):
        """Return when the approvers of a level that opens now are reminded before it is due, None when they are not."""
        ahead = level["due_hours"] - level["remind_hours"]
        return self._after_hours(level, ahead) if level["remind_hours"] and ahead > 0 else None

    def _after_hours(self, level, hours):
        """Return the moment some hours from now, of the working calendar where the level has one."""
        # a calendar that was deleted meanwhile leaves elapsed hours
        calendar = self.env["resource.calendar"].browse(level.get("calendar_id")).exists()
        if calendar and hours:
            return calendar._add_working_hours(fields.Datetime.now(), hours, self.company_id)
        return tools.due_at(fields.Datetime.now(), hours)

    def _prepare_step_vals(self, slot, user_id, delegated_from_id, origin, state=tools.WAITING):
        return {
            "approval_id": self.id,
            "level": self.level,
            "slot": slot,
            "user_id": user_id,
            "delegated_from_id": delegated_from_id,
            "origin": self._get_level_origin() if origin == "rule" else origin,
            "state": state,
        }

    def _get_level_origin(self):
        """Return why the level asks the people it names; requests from before know only rules."""
        return self.plan[self.level - 1].get("origin", "rule")

    # ------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------

    def _decide(self, state, comment):
        """Lock, check again, write the decision of the current user on each request."""
        self._lock()
        for approval in self.sorted("id"):
            steps = approval._check_can_decide()
            # sudo: the caller is an approver, as just checked; approvers have no write access otherwise
            approval.sudo()._apply_decision(steps.sudo(), state, comment)

    def _apply_decision(self, steps, state, comment):
        steps.write({"state": state, "comment": comment, "decided_at": fields.Datetime.now()})
        self._finish_activities(steps.user_id, comment)
        if state == tools.APPROVED:
            stand_ins = self._get_waiting_steps().filtered(lambda step: step.slot in steps.mapped("slot"))
            self._supersede(stand_ins)
        outcome = self._get_level_state()
        if outcome == tools.APPROVED:
            self._open_from(self.level + 1)
        elif outcome == tools.REFUSED:
            self._close("refused")

    def _supersede(self, steps):
        """Ask these people no longer."""
        steps.write({"state": "superseded"})
        self._drop_activities(steps.user_id - self._get_waiting_steps().user_id)

    def _pass_on(self, steps, users, comment, origin="passed"):
        """Let others decide in the place of the steps' person, who is asked no longer."""
        steps.write({"state": "passed", "comment": comment, "decided_at": fields.Datetime.now()})
        self._drop_activities(steps.user_id)
        for step in steps:
            self._join_slot(step.slot, users, step.user_id, origin)

    def _join_slot(self, slot, users, from_user, origin):
        waiting = self._get_waiting_steps().filtered(lambda step: step.slot == slot).user_id
        steps = self.env["sales.approval.step"].create(
            [self._prepare_step_vals(slot, user.id, from_user.id, origin) for user in users - waiting]
        )
        self._ask(steps)

    def _add_signer(self, user, comment):
        slot = max(self.step_ids.filtered(lambda step: step.level == self.level).mapped("slot")) + 1
        self._join_slot(slot, user, self.env.user, "added")
        if comment:
            self.message_post(body=comment)

    def _close(self, state):
        """End the request and let the document act on it."""
        self.write({"state": state, "closed_at": fields.Datetime.now(), "check_at": False})
        self.flush_recordset(["state"])  # the next request of this document may follow at once
        self._supersede(self._get_waiting_steps())
        document = self._get_document()
        if document:
            getattr(document, AFTER[state])(self)
            self._bind(document)
        elif state == "approved":
            raise UserError(self.env._("“%s” does not exist any more. Refuse the request instead.", self.document_name))
        self._notify_requester()
        self._inform_copies()

    def _get_document(self):
        """Return the document as superuser, empty when it was deleted."""
        self.ensure_one()
        return self.env[self.res_model].sudo().browse(self.res_id).exists()  # sudo: a decision acts for the company
