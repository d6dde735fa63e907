from datetime import timedelta

from odoo import api, fields, models

DUE_SOON_DAYS = 7
INSIGHT_DAYS = 90


class SalesPool(models.Model):
    """How a pool does, at a glance, and the screens behind the numbers."""

    _inherit = "sales.pool"

    free_count = fields.Integer("Free", compute="_compute_free_count")
    held_count = fields.Integer("Held", compute="_compute_held_count")
    due_count = fields.Integer("Return Soon", compute="_compute_held_count", help="Within seven days.")
    member_count = fields.Integer("People", compute="_compute_member_count")
    waiting_days = fields.Integer(
        "Longest Wait (Days)", compute="_compute_free_count", help="Days of the oldest free record."
    )
    waiting_hours = fields.Float(
        "Usual Wait (Hours)",
        compute="_compute_waiting_hours",
        help="Hours from coming in until somebody takes it, on average of the last 90 days.",
    )
    conversion_rate = fields.Float(
        "Yield", compute="_compute_conversion_rate", help="Converted, of all holdings that ended in the last 90 days."
    )

    @api.depends_context("uid")
    def _compute_free_count(self):
        now = fields.Datetime.now()
        found = {}
        for model_name in self._get_record_models():
            groups = self.env[model_name]._read_group(
                self.env[model_name]._get_free_domain() & fields.Domain("pool_id", "in", self.ids),
                ["pool_id"],
                ["__count", "pool_entry_at:min"],
            )
            found |= {pool.id: (count, oldest) for pool, count, oldest in groups}
        for pool in self:
            count, oldest = found.get(pool.id, (0, None))
            pool.free_count = count
            pool.waiting_days = (now - oldest).days if oldest else 0

    def _compute_held_count(self):
        # sudo: counts only; who holds what is shown by rights
        Holding = self.env["sales.pool.holding"].sudo()
        domain = [("pool_id", "in", self.ids), ("date_end", "=", False)]
        soon = [("reclaim_at", "<=", fields.Datetime.now() + timedelta(days=DUE_SOON_DAYS))]
        held = dict(Holding._read_group(domain, ["pool_id"], ["__count"]))
        due = dict(Holding._read_group(domain + soon, ["pool_id"], ["__count"]))
        for pool in self:
            pool.held_count = held.get(pool.sudo(), 0)
            pool.due_count = due.get(pool.sudo(), 0)

    @api.depends("access_user_ids")
    def _compute_member_count(self):
        for pool in self:
            pool.member_count = len(pool.access_user_ids)

    def _compute_waiting_hours(self):
        # sudo: an average only
        rows = (
            self.env["sales.pool.report"]
            .sudo()
            ._read_group(
                [("pool_id", "in", self.ids), ("movement", "=", "out"), ("date", ">=", self._get_insight_start())],
                ["pool_id"],
                ["waiting_hours:avg"],
            )
        )
        hours = {pool.id: average for pool, average in rows}
        for pool in self:
            pool.waiting_hours = hours.get(pool.id, 0)

    @api.model
    def _get_insight_start(self):
        return fields.Datetime.now() - timedelta(days=INSIGHT_DAYS)

    def _compute_conversion_rate(self):
        # sudo: a rate only
        groups = (
            self.env["sales.pool.holding"]
            .sudo()
            ._read_group(
                [("pool_id", "in", self.ids), ("date_end", ">=", self._get_insight_start())],
                ["pool_id", "end_reason"],
                ["__count"],
            )
        )
        for pool in self:
            ended = {reason: count for group_pool, reason, count in groups if group_pool.id == pool.id}
            pool.conversion_rate = ended.get("converted", 0) / sum(ended.values()) if ended else 0

    @api.model
    def _get_record_models(self):
        """Return the names of the models of what pools hold."""
        return ["crm.lead", "res.partner"]

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _get_records_action(self):
        self.ensure_one()
        name = "crm_lead_action_pool" if self.kind == "lead" else "res_partner_action_pool"
        return self.env["ir.actions.actions"]._for_xml_id(f"sales_cloud_pools.{name}")

    def action_view_free(self):
        """Open the free records of the pool."""
        action = self._get_records_action()
        action["domain"] = [("pool_id", "=", self.id), ("user_id", "=", False)]
        action["context"] = {"default_pool_id": self.id}
        action["display_name"] = self.name
        return action

    def action_view_holdings(self):
        """Open the holdings of the pool that are running."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_holding_action")
        action["domain"] = [("pool_id", "=", self.id)]
        action["context"] = {"search_default_open": 1}
        return action

    def action_view_due(self):
        """Open the holdings of the pool that end within seven days."""
        action = self.action_view_holdings()
        action["context"] = {"search_default_open": 1, "search_default_due": 1}
        return action

    def action_view_insight(self):
        """Open what came into the pool and out of it."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_report_action")
        action["domain"] = [("pool_id", "=", self.id)]
        return action
