from odoo import fields, models


class SalesApprovalSplitChangeLine(models.TransientModel):
    """One wanted share."""

    _name = "sales.approval.split.change.line"
    _description = "Wanted Share"

    change_id = fields.Many2one("sales.approval.split.change", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Person", required=True, domain=[("share", "=", False)])
    split_type_id = fields.Many2one(
        "sales.split.type",
        "Type",
        required=True,
        default=lambda self: self.env["sales.split.type"]._get_default_revenue_type(),
    )
    role = fields.Selection(
        lambda self: self.env["sales.split"]._fields["role"]._description_selection(self.env),
        required=True,
        default="seller",
    )
    percent = fields.Float("Share (%)", digits=0, required=True)
