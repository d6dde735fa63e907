from odoo import fields, models


class ResCompany(models.Model):
    """When a change of shares begins to need approval; without any of these, once credit is booked."""

    _inherit = "res.company"

    split_approval_stage_id = fields.Many2one(
        "crm.stage", "Splits Closed From Stage", ondelete="set null", help="From this stage of a deal on."
    )
    split_approval_days = fields.Integer("Splits Closed After Days", help="So many days after its creation. 0: never.")
    split_approval_date = fields.Date("Splits Closed From", help="From this day on, for every document.")
