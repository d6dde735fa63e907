from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

APPROVAL_FIELDS = ["approval_delegate_id", "approval_away_until"]


class ResUsers(models.Model):
    """Who is away names who decides instead."""

    _inherit = "res.users"

    approval_delegate_id = fields.Many2one(
        "res.users",
        "Approvals Go To",
        domain="[('share', '=', False), ('id', '!=', id)]",
        help="Decides in your place while you are away.",
    )
    approval_away_until = fields.Date("Away Until", index="btree_not_null", help="The last day of your absence.")

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + APPROVAL_FIELDS

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + APPROVAL_FIELDS

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False or vals.get("approval_away_until") or vals.get("approval_delegate_id"):
            self.env["sales.approval"]._reassign(self)
        return result

    @api.constrains("approval_delegate_id", "approval_away_until")
    def _check_approval_delegate(self):
        for user in self:
            if user.approval_away_until and not user.approval_delegate_id:
                raise ValidationError(
                    self.env._("Choose who decides for %s during the absence.", user.name),
                )
            if user.approval_delegate_id == user or user.approval_delegate_id.share:
                raise ValidationError(
                    self.env._("Choose a colleague who decides for %s during the absence.", user.name),
                )

    def _is_approver_away(self):
        """Say whether the user is away today, in the user's own time zone."""
        self.ensure_one()
        today = fields.Date.context_today(self.with_context(tz=self.tz or "UTC"))
        return bool(self.approval_away_until) and self.approval_away_until >= today

    @api.model
    def _get_away_approvers(self):
        """Return all users who are away today."""
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)  # it may still be yesterday for somebody
        away = self.search([("approval_away_until", ">=", yesterday)])
        return away.filtered(lambda user: user._is_approver_away())

    def _describe_absence(self):
        return {"name": self.name, "date": format_date(self.env, self.approval_away_until)}
