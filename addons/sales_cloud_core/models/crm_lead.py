from odoo import api, fields, models
from odoo.exceptions import UserError

from .sales_credit import DEAL_KINDS

WON_FIELDS = {"stage_id", "probability", "active", "type", "expected_revenue", "deal_kind"}


class CrmLead(models.Model):
    """An opportunity shares its credit and books it when it is won."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.split.mixin"]

    _split_amount_field = "expected_revenue"
    _split_currency_field = "company_currency"

    split_ids = fields.One2many("sales.split", "lead_id", "Performance Split", copy=False)
    split_log_ids = fields.One2many("sales.split.log", "lead_id", "Split History")
    deal_kind = fields.Selection(DEAL_KINDS, "Business", default="new", help="Metrics may count only some kinds.")
    credit_ids = fields.One2many("sales.credit", "lead_id")
    credit_count = fields.Integer(compute="_compute_credit_count")

    @api.depends("credit_ids")
    def _compute_credit_count(self):
        counts = dict(self.env["sales.credit"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"]))
        for lead in self:
            lead.credit_count = counts.get(lead, 0)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.filtered(lambda lead: lead.won_status == "won")._sync_won_credit()
        return leads

    def write(self, vals):
        if WON_FIELDS.isdisjoint(vals):
            return super().write(vals)
        won_before = self.filtered(lambda lead: lead.won_status == "won")
        result = super().write(vals)
        (won_before | self.filtered(lambda lead: lead.won_status == "won"))._sync_won_credit()
        return result

    def _after_stage_followed(self):
        """A stage that followed another team or owner may have won or re-opened the deal."""
        self.filtered(lambda lead: lead.won_status == "won" or lead.credit_ids)._sync_won_credit()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credited(self):
        credited = self.sudo().filtered("credit_ids")  # sudo: credit of colleagues counts, too
        if credited:
            raise UserError(
                self.env._(
                    "“%s” has credit in the ledger and cannot be deleted. Archive it instead.",
                    credited[0].display_name,
                )
            )

    def _after_split_change(self):
        """Book again what a changed split moved between people."""
        self.filtered(lambda lead: lead.won_status == "won")._sync_won_credit()

    def _sync_won_credit(self):
        """Make the ledger's `won` credit equal to what these opportunities say now."""
        if not self:
            return
        # sudo: the shares of colleagues belong to the booking, whoever closes the deal
        leads = self.sudo()
        won = leads.filtered(lambda lead: lead.won_status == "won")
        won._materialize_owner_split()
        self.env["sales.credit"]._book_batch(leads._prepare_credit_bookings(None))
        (leads - won).split_ids.filtered("is_auto").unlink()

    def _get_credited_domain(self):
        return [("won_status", "=", "won")]

    def _prepare_credit_bookings(self, date):
        """Return the `won` credit of these opportunities.

        :param date: day of the event, None for the closing day at the first booking and today for what follows
        """
        booked = self._get_booked_won()
        return [
            (
                lead,
                "won",
                lead._prepare_credit_shares(lead.expected_revenue, lead.company_currency) if lead._is_won() else [],
                date or lead._get_won_date(lead in booked),
            )
            for lead in self
        ]

    def _rebook_credit(self):
        self._sync_won_credit()

    def _is_won(self):
        return self.won_status == "won"

    def _get_booked_won(self):
        """Return those of these opportunities that have `won` credit in the ledger already."""
        rows = self.env["sales.credit"]._read_group(
            [("res_model", "=", "crm.lead"), ("res_id", "in", self.ids), ("metric", "=", "won")], ["res_id"]
        )
        return self.browse(res_id for (res_id,) in rows)

    def _get_won_date(self, is_booked):
        """Return the day that the win counts on: the closing day for the first booking, today for what follows."""
        self.ensure_one()
        closed = self.date_closed if self._is_won() and not is_booked else None
        return self.env["sales.credit"]._get_company_day(self._get_credit_company(), closed)

    def _get_deal_kind(self):
        return self.deal_kind or "new"

    def _get_credit_company(self):
        return self.company_id or self.team_id.company_id or self.env.company

    def _prepare_credit_vals(self):
        """Return the links of a ledger row booked for this opportunity."""
        self.ensure_one()
        return {
            "company_id": self._get_credit_company().id,
            "lead_id": self.id,
            "partner_id": self.partner_id.id,
            "territory_id": self.territory_id.id,
        }

    def _prepare_split_link(self):
        return {"lead_id": self.id}

    def action_view_credit(self):
        """Open the ledger rows of the opportunity."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_credit_action")
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {}
        return action
