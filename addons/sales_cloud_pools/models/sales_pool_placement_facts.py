from odoo import api, fields, models
from odoo.fields import Domain


class SalesPoolPlacement(models.Model):
    """What rules read of a customer in a line: the deals of the line, and what its owner there did for the customer."""

    _inherit = "sales.pool.placement"

    open_opportunity_count = fields.Integer("Open Opportunities", readonly=True, help="In this business line.")
    last_opportunity_at = fields.Datetime("Last Opportunity", readonly=True)
    last_won_at = fields.Datetime("Last Won", readonly=True)
    last_followup_at = fields.Datetime("Last Follow-up", readonly=True, help="What the owner in this line did.")

    def _get_deal_domain(self):
        return Domain.OR(
            Domain("partner_id.commercial_partner_id", "in", placements.partner_id.ids) & line._get_deal_domain()
            for line, placements in self.grouped("business_line_id").items()
        )

    def _get_last_opportunity_at(self):
        return self.last_opportunity_at

    def _get_last_won_at(self):
        return self.last_won_at

    @api.model
    def _get_deadline_fields(self):
        facts = {"open_opportunity_count", "last_opportunity_at", "last_won_at", "last_followup_at"}
        return super()._get_deadline_fields() | facts

    def _settle_pending(self):
        placements = self.exists()
        placements._refresh_facts()
        super(SalesPoolPlacement, placements)._settle_pending()

    def _after_pool_settled(self, changed, move):
        super()._after_pool_settled(changed, move)
        changed._refresh_facts()

    def _refresh_facts(self):
        """Read the facts of these placements again; for the superuser."""
        deals, acts = self._read_deal_facts(), self._read_followups()
        for placement in self:
            vals = deals.get((placement.partner_id, placement.business_line_id), self._prepare_deal_vals([]))
            vals = vals | {"last_followup_at": acts.get((placement.partner_id, placement.user_id), False)}
            changed = {name: value for name, value in vals.items() if placement[name] != value}
            if changed:
                placement.write(changed)

    def _read_deal_facts(self):
        """Return {(customer, line): values} of those of these placements whose lines have opportunities."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        groups = leads._read_group(
            Domain("type", "=", "opportunity") & self._get_deal_domain(),
            ["partner_id.commercial_partner_id", "business_line_id", "won_status", "active"],
            ["__count", "create_date:max", "date_conversion:max", "date_closed:max"],
        )
        found = {}
        for customer, line, *deals in groups:
            found.setdefault((customer, line), []).append(deals)
        return {key: self._prepare_deal_vals(rows) for key, rows in found.items()}

    @api.model
    def _prepare_deal_vals(self, rows):
        """Return the facts from [(won status, whether active, count, created, converted, closed)] of opportunities."""
        came = [moment for *_kind, created, converted, _closed in rows for moment in (created, converted) if moment]
        won = [closed for status, *_facts, closed in rows if status == "won" and closed]
        return {
            "open_opportunity_count": sum(row[2] for row in rows if row[0] == "pending" and row[1]),
            "last_opportunity_at": max(came, default=False),
            "last_won_at": max(won, default=False),
        }

    def _read_followups(self):
        """Return {(customer, person): moment of the last follow-up that counts}."""
        groups = self.env["sales.followup"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("user_id", "in", self.user_id.ids),
                ("is_effective", "=", True),
            ],
            ["partner_id", "user_id"],
            ["date:max"],
        )
        return {(customer, user): moment for customer, user, moment in groups}
