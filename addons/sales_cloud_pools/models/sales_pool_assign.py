from psycopg2 import OperationalError

from odoo import api, fields, models

from ..tools.distribution import Receiver, distribute
from .pool_move import PoolMove

ASSIGN_BATCH = 500


class SalesPool(models.Model):
    """Automatic assignment: free records to people, fairly, within their limits, each with its reason."""

    _inherit = "sales.pool"

    assign_method = fields.Selection(
        [
            ("manual", "By hand"),
            ("round_robin", "In turn"),
            ("weighted", "By weight"),
            ("least_open", "To who holds fewest"),
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
        rows = []
        for pool in self.sudo().filtered(lambda pool: pool.assign_method != "manual"):
            records = pool._search_assignable(None)
            receivers, left = pool._plan_assign(records)
            rows += [row for receiver in receivers for row in pool._describe_assign(records, receiver)]
            rows += pool._describe_left(records.browse(left))
        return rows

    def run_assign(self):
        """Assign the free records of these pools now; for managers of the pools.

        :return: how many records were assigned
        """
        self._check_manager()
        # sudo: free records are not for users to write; the manager was checked
        return sum(pool._assign(None) for pool in self.sudo().filtered(lambda pool: pool.assign_method != "manual"))

    def action_run_assign(self):
        """Assign now, and say how many."""
        return self._notify(self.env._("%s records assigned.", self.run_assign()))

    @api.model
    def _cron_assign(self):
        """Assign in every pool, a batch per commit; a pool that somebody keeps busy comes next time."""
        pools = self.search([("assign_method", "!=", "manual")])
        for position, pool in enumerate(pools):
            assigned = None
            while assigned != 0:
                assigned = pool._assign_or_skip()
                if not self.env["ir.cron"]._commit_progress(assigned, remaining=len(pools) - position - 1):
                    return

    def _assign_or_skip(self):
        try:
            return self._assign(ASSIGN_BATCH) if self._is_assign_time() else 0
        except OperationalError:
            # A claim counted the same person's limit in this moment: nothing was done, the next run counts anew.
            self.env.cr.rollback()
            return 0

    def _is_assign_time(self):
        return not self.is_assign_working_time or self._get_work_calendar().is_working_time(fields.Datetime.now())

    # ------------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------------

    def _search_assignable(self, limit):
        """Return the free, open records of the pool, those that waited longest first."""
        self.ensure_one()
        records = self._get_records()
        opened = ["|", ("pool_release_at", "=", False), ("pool_release_at", "<=", fields.Datetime.now())]
        domain = records._get_free_domain() & fields.Domain("pool_id", "=", self.id) & fields.Domain(opened)
        return records.search(domain, order="pool_entry_at, id", limit=limit)

    def _get_receiving_members(self):
        today = self._get_today()
        return self.member_ids.filtered(
            lambda member: member.is_assignable and member.user_id.active and not member._is_away(today)
        )

    def _plan_assign(self, records):
        """Decide who receives which of these records.

        :return: (receivers of ``tools.distribution``, ids of the records that nobody can take)
        """
        receivers = self._prepare_receivers(records)
        return receivers, distribute(records.ids, receivers, self.assign_method)

    def _prepare_receivers(self, records):
        members = self._get_receiving_members()
        held, today = self._count_open(members.user_id), self._count_day(members.user_id)
        cooling = records._get_cooling_owners(self, fields.Datetime.now())
        return [
            Receiver(
                member.user_id.id,
                capacity=member._get_capacity(held[member.user_id.id], today[member.user_id.id]),
                open_count=held[member.user_id.id],
                weight=member.weight,
                last=member.last_position,
                barred=frozenset(item for item, owners in cooling.items() if member.user_id.id in owners),
            )
            for member in members
        ]

    def _explain_assign(self, receiver):
        """Say why a person received records, in the person's language."""
        user = self.env["res.users"].browse(receiver.key)
        local = self.with_context(lang=user.lang)
        if self.assign_method == "weighted":
            return local.env._("Assigned by weight %s", receiver.weight)
        if self.assign_method == "least_open":
            return local.env._("Assigned to who held fewest: %s before", receiver.open_count)
        return local.env._("Assigned in turn")

    def _describe_assign(self, records, receiver):
        user = self.env["res.users"].browse(receiver.key)
        explanation = self._explain_assign(receiver)
        return [
            self._describe_record(record) | {"user_id": user.id, "user_name": user.name, "explanation": explanation}
            for record in records.browse(receiver.received)
        ]

    def _describe_left(self, records):
        why = self.env._("Nobody in the pool has room for it now")
        return [
            self._describe_record(record) | {"user_id": False, "user_name": False, "explanation": why}
            for record in records
        ]

    def _describe_record(self, record):
        return {"pool_id": self.id, "record_id": record.id, "record_name": record.display_name}

    # ------------------------------------------------------------------
    # RUN
    # ------------------------------------------------------------------

    def _assign(self, limit):
        """Assign up to ``limit`` free records of this pool; return how many. One write per person."""
        self.ensure_one()
        if not self.try_lock_for_update(allow_referencing=True):
            return 0
        records = self._search_assignable(limit)
        self.env["sales.pool.quota"]._guard(self, self._get_receiving_members().user_id)
        records = records.try_lock_for_update(allow_referencing=True) if records else records
        receivers, _left = self._plan_assign(records)
        for receiver in receivers:
            why = dict.fromkeys(receiver.received, self._explain_assign(receiver))
            move = PoolMove("auto", is_checked=True, explanations=why)
            records.browse(receiver.received)._write_pooled({"user_id": receiver.key}, move)
        self._note_positions(records, receivers)
        return sum(len(receiver.received) for receiver in receivers)

    def _note_positions(self, records, receivers):
        """Remember who received last, so that the next run goes on in turn."""
        base = max(self.member_ids.mapped("last_position"), default=0) + 1
        position = {record_id: base + index for index, record_id in enumerate(records.ids)}
        last = {receiver.key: position[receiver.received[-1]] for receiver in receivers if receiver.received}
        for member in self.member_ids.filtered(lambda member: member.user_id.id in last):
            member.last_position = last[member.user_id.id]
