import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain

from .pool_move import PoolMove

ASSIGN_BATCH = 2000
KNOWN_DAYS = 1

_logger = logging.getLogger(__name__)


class SalesPool(models.Model):
    """Automatic assignment: free records to people, fairly, within their limits, each with its reason."""

    _inherit = "sales.pool"

    assign_method = fields.Selection(
        [
            ("manual", "By hand"),
            ("round_robin", "In turn"),
            ("weighted", "By weight"),
            ("least_open", "To who holds fewest"),
            ("best_match", "To whose skills fit best"),
        ],
        "Assignment",
        required=True,
        default="manual",
        help="Who receives free records automatically, every few minutes.",
    )
    is_assign_working_time = fields.Boolean("In Working Hours Only", help="Assign in the hours of the calendar only.")

    def simulate_assign(self):
        """Return what automatic assignment would do now, without doing it; for managers of the pools.

        :return: list of dicts ``pool_id, record_id, record_name, user_id, user_name, explanation``; records that nobody
            can take have ``user_id`` False
        """
        self._check_manager()
        # sudo: managers see what their pools would do, also with records of teams they do not read
        return [
            row for pool in self.sudo().filtered(lambda pool: pool._is_sharing_out()) for row in pool._describe_plan()
        ]

    def run_assign(self):
        """Assign the free records of these pools now; for managers of the pools.

        :return: how many records were assigned
        """
        self._check_manager()
        # sudo: free records are not for users to write; the manager was checked
        return sum(pool._assign_now() for pool in self.sudo().filtered(lambda pool: pool._is_sharing_out()))

    def _assign_now(self):
        failed = {}
        assigned = self._assign(None, failed=failed)[0]
        self._note_assign_errors(failed)
        return assigned

    def action_run_assign(self):
        """Assign now, and say how many."""
        return self._notify(self.env._("%s records assigned.", self.run_assign()))

    @api.model
    def _cron_assign(self):
        """Assign in every pool, a batch per commit; a pool that somebody keeps busy comes next time."""
        pools = self.search(["|", ("assign_method", "!=", "manual"), ("is_returning_kept", "=", True)])
        for position, pool in enumerate(pools):
            more, passed, failed = True, [], {}
            while more:
                assigned, more = pool._assign_or_skip(passed, failed)
                if not more:
                    pool._note_assign_errors(failed)
                if not self.env["ir.cron"]._commit_progress(assigned, remaining=len(pools) - position - 1):
                    return

    def _assign_or_skip(self, passed, failed):
        """Assign a batch; return (how many, whether to go on).

        :param passed: list that the ids of records join that nobody could take
        :param failed: dict that {record id: error} joins of records that could not be written
        """
        if not self._is_assign_time():
            return 0, False
        try:
            assigned, left, more = self._assign(ASSIGN_BATCH, passed, failed)
        except OperationalError:
            # A claim counted the same person's limit in this moment: nothing was done, the next run counts anew.
            self.env.cr.rollback()
            return 0, False
        except Exception as error:
            # One pool never keeps the others: its managers read what happened.
            _logger.exception("The assignment of pool %s stopped", self.id)
            self.env.cr.rollback()
            failed[False] = str(error)
            return 0, False
        passed += left
        return assigned, more

    def _is_sharing_out(self):
        """Say whether the pool gives free records to people by itself."""
        return bool(self) and (self.assign_method != "manual" or self.is_returning_kept)

    def _is_assign_time(self):
        return not self.is_assign_working_time or self._get_work_calendar().is_working_time(fields.Datetime.now())

    # ------------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------------

    def _search_assignable(self, limit, passed=()):
        """Return the free, open records of the pool, those that waited longest first.

        Where records are given away by hand, only new arrivals are looked at: whether somebody knows their customer.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        records = self._get_records()
        domain = records._get_free_domain() & Domain("pool_id", "=", self.id) & Domain("id", "not in", passed)
        domain &= Domain("pool_release_at", "=", False) | Domain("pool_release_at", "<=", now)
        if self.assign_method == "manual":
            domain &= Domain("pool_entry_at", ">", fields.Datetime.subtract(now, days=KNOWN_DAYS))
        return records.search(domain, order="pool_entry_at, id", limit=limit)

    def _describe_plan(self):
        records = self._search_assignable(None)
        plan = self._plan_assign(records)
        rows = []
        for receiver in plan.receivers:
            user = self.env["res.users"].browse(receiver.key)
            reasons = plan.explain(receiver, lang=self.env.lang)
            rows += [
                self._describe_record(record)
                | {"user_id": user.id, "user_name": user.name, "explanation": reasons[record.id]}
                for record in records.browse(receiver.received)
            ]
        why = plan.explain_left()
        nobody = {"user_id": False, "user_name": False}
        left = plan.left if self.assign_method != "manual" else ()
        return rows + [
            self._describe_record(record) | nobody | {"explanation": why[record.id]} for record in records.browse(left)
        ]

    def _describe_record(self, record):
        return {"pool_id": self.id, "record_id": record.id, "record_name": record.display_name}

    # ------------------------------------------------------------------
    # RUN
    # ------------------------------------------------------------------

    def _assign(self, limit, passed=(), failed=None):
        """Assign up to ``limit`` free records of this pool; one write per person.

        :param passed: ids of records that nobody could take in this run
        :param failed: dict that {record id: error} joins of records that could not be written
        :return: (how many, ids of those that nobody can take, whether there may be more to do)
        """
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            return 0, [], False
        records = self._search_assignable(limit, passed)
        if not records:
            return 0, [], False
        self.env["sales.pool.quota"]._guard(self, self._get_receiving_members().user_id)
        records = records.try_lock_for_update(allow_referencing=True)
        plan = self._plan_assign(records)
        receiving = [receiver for receiver in plan.receivers if receiver.received]
        why = {}
        for receiver in receiving:
            why |= plan.explain(receiver)
        received = {receiver.key: receiver.received for receiver in receiving}
        errors = self._give_safely(records, received, PoolMove("auto", is_checked=True, explanations=why))
        self._note_positions(records, plan.receivers)
        left = [*plan.left, *errors]
        if failed is not None:
            failed |= errors
        is_room_left = any(receiver.has_room() for receiver in plan.receivers)
        return len(records) - len(left), left, bool(records) and is_room_left

    def _note_positions(self, records, receivers):
        """Remember who received last, so that the next run goes on in turn."""
        base = max(self.member_ids.mapped("last_position"), default=0) + 1
        position = {record_id: base + index for index, record_id in enumerate(records.ids)}
        last = {
            receiver.key: max(position[record_id] for record_id in receiver.received)
            for receiver in receivers
            if receiver.received
        }
        for member in self.member_ids.filtered(lambda member: member.user_id.id in last):
            member.last_position = last[member.user_id.id]
