from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Credit control is off until a company wants it."""

    _inherit = "res.config.settings"

    group_use_credit_control = fields.Boolean(
        "Credit Control", implied_group="sales_cloud_contracts.group_use_credit_control", group="base.group_user"
    )
    credit_overdue_days = fields.Integer(related="company_id.credit_overdue_days", readonly=False)
    credit_overdue_allowed = fields.Monetary(related="company_id.credit_overdue_allowed", readonly=False)
    is_credit_checked_order = fields.Boolean(related="company_id.is_credit_checked_order", readonly=False)
    is_credit_checked_contract = fields.Boolean(related="company_id.is_credit_checked_contract", readonly=False)
    is_credit_checked_delivery = fields.Boolean(related="company_id.is_credit_checked_delivery", readonly=False)
    bank_charge_account_id = fields.Many2one(related="company_id.bank_charge_account_id", readonly=False)
    bill_counts_on = fields.Selection(related="company_id.bill_counts_on", readonly=False, required=True)
    bill_account_id = fields.Many2one(related="company_id.bill_account_id", readonly=False)
    bill_interest_account_id = fields.Many2one(related="company_id.bill_interest_account_id", readonly=False)
    seal_keeper_ids = fields.Many2many(related="company_id.seal_keeper_ids", readonly=False)
