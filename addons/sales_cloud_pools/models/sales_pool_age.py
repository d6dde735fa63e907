import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.working_days import latest_start, next_opening
from .pool_move import PoolMove

AGE_BATCH = 500

_logger = logging.getLogger(__name__)


class SalesPool(models.Model):
    """Free records do not wait for ever: what nobody claims goes to a wider pool or is marked invalid.

    When a record is due follows from the stored moment when it came into the pool: whoever edits a pool or a calendar
    changes nothing on the records, and a run reads what is due from the index of free records.
    """

    _inherit = "sales.pool"

    age_days = fields.Integer(
        "Unclaimed for", help="Days of the pool's calendar that a free record waits here. 0: for ever."
    )
    age_action = fields.Selection(
        [("wider", "It moves to a wider pool"), ("invalid", "It is marked invalid")],
        "What Happens Then",
        required=True,
        default="wider",
        help="An invalid lead is lost, with a reason. An invalid customer is archived, unless it has open business.",
    )
    wider_pool_id = fields.Many2one(
        "sales.pool",
        check_company=True,
        ondelete="restrict",
        domain="[('kind', '=', kind), ('id', '!=', id), ('company_id', '=', company_id),"
        " ('business_line_id', '=', business_line_id)]",
        help="For example the pool of the region, then the one of the company.",
    )
    age_lost_reason_id = fields.Many2one("crm.lost.reason", "Lost Reason", ondelete="restrict")

    _check_age = models.Constraint(
        "CHECK (age_days >= 0 AND (age_days = 0 OR age_action <> 'wider' OR wider_pool_id IS NOT NULL))",
        "Say to which wider pool unclaimed records move, or that they are marked invalid.",
    )

    @api.constrains("wider_pool_id", "kind", "company_id", "business_line_id")
    def _check_wider_pool(self):
        if self._has_cycle("wider_pool_id"):
            raise ValidationError(
                self.env._("Unclaimed records would go round in circles: a wider pool leads back to this one.")
            )
        for pool in self.filtered("wider_pool_id"):
            wider = pool.wider_pool_id
            if wider._get_place() != pool._get_place():
                raise ValidationError(
                    self.env._("“%s” cannot be the wider pool: it holds other records or those of others.", wider.name)
                )

    def simulate_age(self, at=None):
        """Return what ageing would move or mark invalid, without doing it; for managers of the pools.

        :param at: UTC moment to ask about, by default now; also as a string "YYYY-MM-DD HH:MM:SS"
        :return: list of dicts ``pool_id, record_id, record_name, user_id, user_name, target_pool_id, age_at,
            explanation``, those that waited longest first; ``target_pool_id`` is False where records are marked invalid
        """
        self._check_manager()
        moment = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        # sudo: managers see what their pools would do
        pools = self.sudo().filtered(_is_ageing)
        return [pool._describe_age(record) for pool in pools for record in pool._search_aged(moment, None)]

    def run_age(self):
        """Move on what nobody claimed in these pools; for managers of the pools.

        :return: how many records moved or were marked invalid
        """
        self._check_manager()
        # sudo: free records are not for users to write; the manager was checked
        return sum(pool._age(None, []) for pool in self.sudo().filtered(_is_ageing))

    @api.model
    def _cron_age(self):
        """Move on what nobody claimed in time, a batch per commit."""
        for pool in self.search([("age_days", ">", 0)]).filtered(_is_ageing):
            failed, aged = [], None
            while aged != 0:
                aged = pool._age_or_skip(failed)
                if not self.env["ir.cron"]._commit_progress(aged):
                    return

    def _age_or_skip(self, failed):
        try:
            return self._age(AGE_BATCH, failed)
        except OperationalError:
            # Somebody claims one of these records at this moment: the rest comes with the next run.
            self.env.cr.rollback()
            return 0

    # ------------------------------------------------------------------
    # DUE
    # ------------------------------------------------------------------

    def _search_aged(self, at, limit, failed=()):
        """Return the free records of the pool that nobody claimed in time at a moment: simulation and run share it."""
        records = self._get_records()
        since = latest_start(at, self.age_days, self._get_work_calendar())
        domain = records._get_free_domain() & Domain("pool_id", "=", self.id) & Domain("pool_entry_at", "<=", since)
        domain &= Domain("pool_release_at", "=", False) | Domain("pool_release_at", "<=", at)
        if self.age_action == "invalid":
            domain &= records._get_disposable_domain()
        return records.search(domain & Domain("id", "not in", failed), order="pool_entry_at, id", limit=limit)

    def _age(self, limit, failed):
        """Move on up to ``limit`` records; return how many. What could not be moved joins ``failed``."""
        self.ensure_one()
        records = self._search_aged(fields.Datetime.now(), limit, failed)
        records = records.try_lock_for_update(allow_referencing=True) if records else records
        before = len(failed)
        for company_records in records.grouped("company_id").values():
            self._age_safely(company_records, failed)
        return len(records) - len(failed) + before

    def _age_safely(self, records, failed):
        """Move records on; if that fails, halve the set until the bad record stands alone."""
        try:
            with self.env.cr.savepoint():
                self._move_aged(records)
        except OperationalError:
            raise
        except Exception as error:
            if len(records) == 1:
                _logger.info("Free record %s could not move on: %s", records, error)
                failed += records.ids
                return
            middle = len(records) // 2
            self._age_safely(records[:middle], failed)
            self._age_safely(records[middle:], failed)

    def _move_aged(self, records):
        why, target = self.with_context(lang=self.manager_ids[:1].lang)._explain_age(), self._get_age_target()
        self.env["sales.pool.transfer"]._log(records, target, "aged" if target else "invalid", why)
        if target:
            vals = records._prepare_enter_vals(target) | target._prepare_arrival_vals(why)
            records._write_pooled(vals, PoolMove("move", "moved"))
        else:
            records._mark_invalid(self.age_lost_reason_id)
        records.flush_recordset()

    def _get_age_target(self):
        """Return the wider pool, none where unclaimed records are marked invalid."""
        return self.wider_pool_id if self.age_action == "wider" else self.browse()

    def _prepare_arrival_vals(self, why):
        """Return what says that a free record comes into this pool now, and when it opens for claims."""
        now = fields.Datetime.now()
        return {
            "pool_entry_at": now,
            "pool_release_at": self.has_release_hour
            and next_opening(now, self.release_hour, self._get_work_calendar()),
            "pool_entry_reason": why,
        }

    # ------------------------------------------------------------------
    # WHY
    # ------------------------------------------------------------------

    def _explain_age(self):
        """Say why records move on."""
        return self.env._("Nobody claimed it in “%(pool)s” for %(days)s days", pool=self.name, days=self.age_days)

    def _describe_age(self, record):
        target = self._get_age_target()
        return self._describe_record(record) | {
            "user_id": False,
            "user_name": False,
            "target_pool_id": target.id,
            "age_at": fields.Datetime.to_string(record.pool_age_at),
            "explanation": f"{self._explain_age()}: {self._get_age_outcome()}",
        }

    def _get_age_outcome(self):
        target = self._get_age_target()
        return self.env._("moves to “%s”", target.name) if target else self.env._("is marked invalid")


def _is_ageing(pool):
    return pool.active and pool.age_days and (pool.age_action == "invalid" or pool.wider_pool_id.active)
