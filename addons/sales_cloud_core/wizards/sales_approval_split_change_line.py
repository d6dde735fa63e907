from odoo import fields, models

from ..models.sales_split import SHARE_FIELDS


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
    territory_id = fields.Many2one(
        "sales.territory",
        domain="[('model_state', '=', 'active')]",
        help="Where the share counts. Empty: that of the deal.",
    )
    note = fields.Char(help="Why this person takes part.")

    def _prepare_share_vals(self):
        """Return what the share says, as `sales.split` takes it."""
        self.ensure_one()
        return self._convert_to_write({name: self[name] for name in SHARE_FIELDS})
