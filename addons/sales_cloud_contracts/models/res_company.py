from datetime import datetime

import pytz

from odoo import api, fields, models

SEAL_GROUPS = ("sales_cloud_core.group_operations", "sales_cloud_contracts.group_finance")


class ResCompany(models.Model):
    """Each company counts its contracts itself, has its own day, and people who keep its seals."""

    _inherit = "res.company"

    seal_keeper_ids = fields.Many2many(
        "res.users",
        "res_company_seal_keeper_rel",
        "company_id",
        "user_id",
        "Seal Keepers",
        domain="[('share', '=', False)]",
        help="They put the company's seals on contracts. Empty: operations and finance do.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_contract_sequence()
        return companies

    @api.model
    def _create_missing_contract_sequences(self):
        self.search([("active", "=", True)])._create_contract_sequence()

    def _create_contract_sequence(self):
        """Give these companies their own contract numbers, unless they have them already."""
        # sudo: a new company gets its numbers, whoever may create companies
        Sequence = self.env["ir.sequence"].sudo()
        have = Sequence.search([("code", "=", "sales.contract"), ("company_id", "in", self.ids)]).company_id
        Sequence.create([company._prepare_contract_sequence_vals() for company in self - have])

    def _prepare_contract_sequence_vals(self):
        return {
            "name": self.env._("Contract %s", self.name),
            "code": "sales.contract",
            "prefix": "HT/%(range_year)s/",
            "padding": 4,
            "use_date_range": True,
            "company_id": self.id,
        }

    def _get_collection_today(self):
        """Return the day it is where the company is."""
        timezone = pytz.timezone(self.partner_id.tz or self.env.user.tz or "UTC")
        return datetime.now(timezone).date()

    def _get_seal_keepers(self):
        """Return the people who decide about the company's seals: those named, else operations and finance."""
        self.ensure_one()
        # sudo: who keeps the seals is no secret
        keepers = self.sudo().seal_keeper_ids.filtered("active")
        if not keepers:
            groups = [self.env.ref(name).sudo() for name in SEAL_GROUPS]  # sudo: see above
            people = groups[0].all_user_ids | groups[1].all_user_ids
            keepers = people.filtered(lambda user: user.active and self in user.company_ids)
        return keepers.sudo(False)
