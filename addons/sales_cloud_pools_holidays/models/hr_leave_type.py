from odoo import api, fields, models


class HrLeaveType(models.Model):
    """Whether people on this type of time off receive records from pools."""

    _inherit = "hr.leave.type"

    is_pool_absence = fields.Boolean(
        "Receive Nothing from Pools",
        compute="_compute_is_pool_absence",
        store=True,
        readonly=False,
        precompute=True,
        help="People on this type of time off receive nothing by assignment. Usual for absences, not for worked time "
        "such as remote work; choose it for a business trip or a training.",
    )

    @api.depends("time_type")
    def _compute_is_pool_absence(self):
        for leave_type in self:
            leave_type.is_pool_absence = leave_type.time_type == "leave"
