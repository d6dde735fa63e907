from odoo import api, fields, models


class SalesApprovalStep(models.Model):
    """One person asked on one level of a request, and what this person decided.

    Steps of the same slot stand for each other: one approval fills the slot. Steps are never deleted; they are the
    trail of the request.
    """

    _name = "sales.approval.step"
    _description = "Approval Step"
    _order = "approval_id, level, slot, id"

    approval_id = fields.Many2one("sales.approval", required=True, ondelete="cascade", index=True)
    level = fields.Integer(required=True)
    slot = fields.Integer(required=True)
    user_id = fields.Many2one("res.users", "Approver", required=True, ondelete="restrict", index=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("repeated", "Approved before"),
            ("returned", "Sent back"),
            ("passed", "Passed on"),
            ("superseded", "Not needed any more"),
        ],
        "Decision",
        default="waiting",
        required=True,
    )
    origin = fields.Selection(
        [
            ("rule", "By the rule"),
            ("manager", "Manager of the requester"),
            ("absent", "Stands in during absence"),
            ("own", "The requester does not decide"),
            ("missing", "The approver is missing"),
            ("passed", "Passed on"),
            ("added", "Added as signer"),
            ("overdue", "Overdue"),
        ],
        "Asked Because",
        default="rule",
        required=True,
    )
    delegated_from_id = fields.Many2one("res.users", "In Place Of / Asked By", ondelete="restrict")
    is_void = fields.Boolean("Counts No More", help="The request was sent back to this level, or to one before it.")
    comment = fields.Text()
    decided_at = fields.Datetime("Decided On")

    _asked_once = models.UniqueIndex(
        "(approval_id, level, slot, user_id) WHERE state = 'waiting'", "This person is asked already."
    )
    _waiting_idx = models.Index("(user_id) WHERE state = 'waiting'")

    @api.depends("level", "user_id")
    def _compute_display_name(self):
        for step in self:
            step.display_name = self.env._("Level %(level)s: %(name)s", level=step.level, name=step.user_id.name)
