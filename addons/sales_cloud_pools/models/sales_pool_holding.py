import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

SOURCES = [
    ("claim", "Claimed"),
    ("assign", "Assigned by a manager"),
    ("auto", "Assigned automatically"),
    ("transfer", "Handed over"),
    ("create", "Created"),
    ("import", "Imported"),
    ("conversion", "Converted from a lead"),
    ("move", "Came from another pool"),
    ("restore", "Restored"),
    ("automation", "Automation"),
]
END_REASONS = [
    ("return", "Returned"),
    ("taken_back", "Taken back"),
    ("reclaimed", "Reclaimed"),
    ("reassigned", "Handed over"),
    ("moved", "Moved to another pool"),
    ("converted", "Converted"),
    ("lost", "Lost"),
    ("archived", "Archived"),
    ("merged", "Merged"),
    ("deleted", "Deleted"),
    ("owner_left", "Owner left"),
    ("automation", "Automation"),
]
DAY_SOURCES = ("claim", "auto")
CLOSING_FIELDS = {"date_end", "end_reason", "end_operator_id", "return_reason_id", "end_note", "end_explanation"}
DEADLINE_FIELDS = {
    "reclaim_at",
    "reclaim_rule_id",
    "reclaim_cause",
    "is_stale",
    "warned_step",
    "is_escalated",
    "reclaim_error",
    "retry_at",
}
LOCK_FIELDS = {"is_locked", "locked_by_id", "locked_at", "lock_reason"}
EXTENSION_FIELDS = {"extended_until", "extension_count", "extension_days", "is_extension_pending"}
PROTECTION_FIELDS = LOCK_FIELDS | EXTENSION_FIELDS | {"paused_until"}
CAUSES = [
    ("rule", "By a rule"),
    ("maximum", "Protected no longer"),
    ("extension", "Extended"),
    ("pause", "Paused"),
    ("owner_left", "The holder left"),
]
LINK_FIELDS = {"lead_id", "partner_id", "placement_id", "is_notified"}


class SalesPoolHolding(models.Model):
    """The ledger of the pools: who held which record, from when to when, how it came and why it went.

    A row is written once when it begins and once when it ends. While it runs its deadline is recomputed;
    afterwards only a merge re-points its link. Lives here and not on the lead: deadlines change often.
    """

    _name = "sales.pool.holding"
    _description = "Pool Holding"
    _order = "date_start desc, id desc"
    _rec_name = "record_name"

    pool_id = fields.Many2one("sales.pool", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(related="pool_id.kind")
    company_id = fields.Many2one("res.company", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True, index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null", ondelete="set null")
    placement_id = fields.Many2one(
        "sales.pool.placement",
        "Customer in Another Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What is held: a customer in a business line other than the main one.",
    )
    business_line_id = fields.Many2one(
        "sales.business.line",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env["sales.business.line"]._get_main_id(),
    )
    record_name = fields.Char("Record", readonly=True)
    user_id = fields.Many2one("res.users", "Holder", required=True, readonly=True, ondelete="restrict")
    source = fields.Selection(SOURCES, "Received", required=True, readonly=True)
    operator_id = fields.Many2one("res.users", readonly=True, ondelete="restrict", help="Who did it.")
    explanation = fields.Char("Why Received", readonly=True)
    date_start = fields.Datetime("From", required=True, readonly=True)
    free_since = fields.Datetime("Waited Since", readonly=True, help="Came free into the pool, until it was taken.")
    day = fields.Date(required=True, readonly=True, help="The day of the pool's calendar that daily limits count.")

    date_end = fields.Datetime("Until", readonly=True)
    end_reason = fields.Selection(END_REASONS, "Ended", readonly=True)
    end_operator_id = fields.Many2one("res.users", "Ended by", readonly=True, ondelete="restrict")
    return_reason_id = fields.Many2one("sales.pool.return.reason", readonly=True, ondelete="restrict")
    end_note = fields.Char("Note", readonly=True)
    end_explanation = fields.Char("Why Ended", readonly=True)

    reclaim_at = fields.Datetime("Goes Back", readonly=True)
    reclaim_rule_id = fields.Many2one("sales.pool.rule", readonly=True, index="btree_not_null", ondelete="set null")
    reclaim_cause = fields.Selection(CAUSES, "Why Then", readonly=True)
    reclaim_reason = fields.Char(compute="_compute_reclaim_reason")
    is_stale = fields.Boolean("Being Recalculated", readonly=True)
    is_locked = fields.Boolean("Locked", readonly=True, help="Never goes back by a rule.")
    extended_until = fields.Datetime(readonly=True, help="Does not go back before.")
    warned_step = fields.Integer(readonly=True, help="The last step of the warning ladder that was told, in days.")
    reclaim_error = fields.Char("Could not Go Back", readonly=True)
    retry_at = fields.Datetime(readonly=True)
    is_notified = fields.Boolean(readonly=True, help="The holder was told how it ended.")

    _check_one_record = models.Constraint(
        "CHECK (num_nonnulls(lead_id, partner_id) <= 1"
        " AND (date_end IS NOT NULL OR num_nonnulls(lead_id, partner_id) = 1))",
        "A holding belongs to one lead or one customer.",
    )
    _check_end = models.Constraint(
        "CHECK ((date_end IS NULL) = (end_reason IS NULL) AND (date_end IS NULL OR date_end >= date_start))",
        "A holding that ended has an end and a reason.",
    )
    _open_lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE date_end IS NULL AND lead_id IS NOT NULL", "This lead is held by somebody already."
    )
    _open_partner_uniq = models.UniqueIndex(
        "(partner_id, business_line_id) WHERE date_end IS NULL AND partner_id IS NOT NULL",
        "This customer is held by somebody already.",
    )
    _check_line = models.Constraint(
        "CHECK (partner_id IS NULL OR business_line_id IS NOT NULL)", "A customer is held in a business line."
    )
    _due_idx = models.Index("(reclaim_at, id) WHERE date_end IS NULL AND reclaim_at IS NOT NULL")
    _open_user_idx = models.Index("(user_id, pool_id) WHERE date_end IS NULL")
    _open_pool_idx = models.Index("(pool_id, id) WHERE date_end IS NULL")
    _stale_idx = models.Index("(id) WHERE is_stale")
    _start_idx = models.Index("(date_start, pool_id)")
    _end_idx = models.Index("(date_end, pool_id) WHERE date_end IS NOT NULL")
    _user_day_idx = models.Index("(user_id, pool_id, day)")
    _untold_idx = models.Index("(user_id) WHERE end_reason = 'reclaimed' AND is_notified IS NOT TRUE")

    def write(self, vals):
        self._check_append_only(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The history of a pool cannot be deleted."))

    def _check_append_only(self, vals):
        allowed = CLOSING_FIELDS | DEADLINE_FIELDS | PROTECTION_FIELDS
        changed = vals.keys() - LINK_FIELDS
        if changed - allowed or (changed and any(holding.date_end for holding in self)):
            raise AccessError(
                self.env._("The history of a pool cannot be changed: a holding begins once and ends once.")
            )

    def action_hand_over(self):
        """Open the hand-over of what these running holdings are about; for managers of the pools."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_handover_action")
        running = self.filtered(lambda holding: not holding.date_end)
        return action | {"context": {"default_holding_ids": running.ids, "dialog_size": "extra-large"}}

    def _get_record(self):
        """Return what is held: a lead, a customer, or a customer in another business line."""
        return self._get_records()

    def _get_records(self):
        """Return what is held, of holdings in pools of one kind and business line."""
        return self.lead_id or self.placement_id or self.partner_id

    # ------------------------------------------------------------------
    # LEDGER
    # ------------------------------------------------------------------

    @api.model
    def _open(self, records, move):
        """Begin a holding for each record with its present owner; the caller is the superuser.

        :param records: owned records of one model that have a pool and no open holding
        :param move: PoolMove
        """
        now, vals_list = fields.Datetime.now(), []
        for (pool, owner), same in records.grouped(lambda record: (record.pool_id, record.user_id)).items():
            due, common = self._prepare_first_deadlines(pool, owner, same, now), self._prepare_common_vals(pool, move)
            begin = common | {"user_id": owner.id, "date_start": now}
            vals_list += [begin | due[record.id] | self._prepare_open_vals(record, move) for record in same]
        self._insert(vals_list)
        records.invalidate_recordset(["pool_holding_ids"], flush=False)
        records.modified(["pool_holding_ids"])

    @api.model
    def _insert(self, vals_list):
        """Write holdings with the same names of values in one statement.

        Thousands begin at once when a pool is shared out: by ``create`` they would take more time than all the rest.
        """
        self.flush_model()  # a holding that ends makes room in the unique index
        stamp = {"create_uid": self.env.uid, "create_date": self.env.cr.now()}
        stamp |= {"write_uid": stamp["create_uid"], "write_date": stamp["create_date"]}
        rows = [{name: None if value is False else value for name, value in vals.items()} | stamp for vals in vals_list]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_pool_holding (%(columns)s)
                SELECT %(columns)s FROM json_populate_recordset(NULL::sales_pool_holding, %(rows)s)
                """,
                columns=SQL(", ").join(map(SQL.identifier, rows[0])),
                rows=json.dumps(rows, default=str),
            )
        )

    @api.model
    def _prepare_common_vals(self, pool, move):
        """Return what holdings that begin together have in common."""
        return {
            "pool_id": pool.id,
            "business_line_id": pool.business_line_id.id,
            "source": move.source,
            "operator_id": self.env.uid,
            "day": pool._get_today(),
        }

    @api.model
    def _prepare_open_vals(self, record, move):
        return record._get_ledger_links() | {
            "company_id": record.company_id.id,
            "record_name": record.display_name,
            "explanation": move.explanations.get(record.id),
            "free_since": move.free_since.get(record.id),
        }

    def _close(self, move, end_reason=None):
        """End these holdings with the one closing write they get; the caller is the superuser.

        :param move: PoolMove
        :param end_reason: instead of the one of the move
        """
        vals = self._prepare_close_vals(move, end_reason)
        for why, holdings in self.grouped(lambda each: move.explanations.get(each._get_record().id)).items():
            holdings.write(vals | {"end_explanation": why})

    def _prepare_close_vals(self, move, end_reason):
        return {
            "date_end": fields.Datetime.now(),
            "end_reason": end_reason or move.end_reason,
            "end_operator_id": self.env.uid,
            "return_reason_id": move.reason_id,
            "end_note": move.note,
            "is_stale": False,
        }

    @api.model
    def _get_day_sources(self):
        """Return the sources that count to the daily limit."""
        return DAY_SOURCES
