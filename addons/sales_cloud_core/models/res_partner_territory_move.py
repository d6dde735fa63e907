from odoo import models


class ResPartner(models.Model):
    """A customer's address moves to another territory with approval, where a rule asks for one."""

    _inherit = "res.partner"

    def _get_move_worth(self):
        """What moves with an address is the open business of its customer in the company of the territory."""
        currency = self.env.company.currency_id
        open_deals = [
            ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
            ("company_id", "in", [self.env.company.id, False]),
        ]
        # sudo: what moves is worth the same, whoever moves it
        [[amount]] = self.env["crm.lead"].sudo()._read_group(open_deals, [], ["expected_revenue:sum"])
        return amount, currency

    def _get_approval_company(self):
        return self.company_id or self.env.company

    def _get_approval_team(self):
        return self.commercial_partner_id.user_id.sale_team_id

    def _get_approval_territory(self):
        company = self._get_approval_company()
        return self._get_territories().filtered(lambda territory: territory.company_id == company)[:1]

    def _get_approval_details(self):
        """The customer, its address and where it belongs now."""
        parts = [line.strip(" ,") for line in self._display_address(without_company=True).splitlines()]
        address = ", ".join(filter(None, parts))
        lines = [
            self.env._("Customer: %s", self.commercial_partner_id.display_name),
            address and self.env._("Address: %s", address),
            self.env._("Territory now: %s", ", ".join(self._get_territories().mapped("complete_name"))),
        ]
        return "\n".join(filter(None, lines))
