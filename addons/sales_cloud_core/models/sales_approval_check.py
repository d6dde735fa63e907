from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import approval as tools


class SalesApproval(models.Model):
    """The guards of the actions: who may do what now, in sentences."""

    _inherit = "sales.approval"

    def _check_comment(self, comment):
        if not (comment or "").strip():
            raise UserError(self.env._("Say why: the requester needs to know what to change."))

    def _check_pending(self):
        self.ensure_one()
        self.check_access("read")
        if self.state != "pending":
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(name)s” is closed (%(state)s), so there is nothing left to do.",
                    name=self.name,
                    state=labels[self.state],
                )
            )

    def _check_can_decide(self):
        """Return the waiting steps of the current user, or refuse with the reason."""
        self._check_pending()
        steps = self._get_waiting_steps().filtered(lambda step: step.user_id == self.env.user)
        if not steps:
            waits_for = self.env._(", ").join(self.approver_ids.sudo().mapped("name"))  # sudo: names of colleagues
            raise AccessError(
                self.env._(
                    "You are not asked to decide on “%(name)s” now; it waits for %(people)s.",
                    name=self.name,
                    people=waits_for,
                )
            )
        return steps

    def _check_is_own_pending(self):
        self._check_pending()
        self._check_is_own()

    def _check_is_own(self):
        if self.requester_id != self.env.user:
            raise AccessError(
                self.env._(
                    "Only %(person)s, who requested “%(name)s”, may do this.",
                    person=self.requester_id.sudo().name,  # sudo: names of colleagues
                    name=self.name,
                )
            )

    def _check_can_be_asked(self, user):
        """Refuse a person who cannot, must not, or is already to decide."""
        user = user.exists().sudo()  # sudo: whether a colleague works here is no secret
        able = self.sudo()._filter_able(user)  # sudo: see above
        if not able or able.share:
            reason = self.env._("This person cannot log in to the company of the request. Choose somebody else.")
        elif user == self.requester_id:
            reason = self.env._("Nobody approves the own request. Choose somebody other than the requester.")
        elif user in self.approver_ids:
            reason = self.env._("%s is asked already. Choose somebody else.", user.name)
        elif user._is_approver_away():
            reason = self.env._("%(name)s is away until %(date)s. Choose somebody else.", **user._describe_absence())
        else:
            return
        raise UserError(reason)

    def _check_not_urged_today(self):
        if self.urged_on == fields.Date.context_today(self):
            raise UserError(
                self.env._("You have urged the approvers of “%s” today. Try again tomorrow, or call them.", self.name)
            )

    def _lock(self):
        """Let only one transaction at a time decide on these requests.

        Touching the rows makes a concurrent decision fail to serialize, so that it is tried again with a new view of
        the steps. A plain row lock would go on with the old one, and two last signers would both see the other missing.
        """
        self.flush_model()
        self.check_access("read")
        if not self.ids:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE sales_approval SET write_uid = write_uid WHERE id IN %s AND state = 'pending'",
                tuple(sorted(self.ids)),
            )
        )
        self.invalidate_recordset()
        self.env["sales.approval.step"].invalidate_model(flush=True)

    def _filter_able(self, users):
        """Return the users who can log in and see the company of the request."""
        return users.filtered(lambda user: user.active and self.company_id in user.company_ids)

    def _get_level_state(self):
        """Return the outcome of the current level so far: waiting, approved or refused."""
        self.ensure_one()
        steps = self.step_ids.filtered(lambda step: step.level == self.level and not step.is_void)
        return tools.level_state([slot.mapped("state") for slot in steps.grouped("slot").values()])
