from datetime import datetime

import pytz

from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

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
