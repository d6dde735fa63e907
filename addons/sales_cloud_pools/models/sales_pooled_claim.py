from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ..tools.claim import first_refusal
from .pool_move import PoolMove

NAMES_SHOWN = 5
COOLING_REASONS = ("return", "taken_back", "reclaimed", "reassigned", "owner_left")


class SalesPooledMixin(models.AbstractModel):
    """The claim: one owner for each record, limits that hold, and a sentence for everybody who is refused."""

    _inherit = "sales.pooled.mixin"

    def action_pool_claim(self):
        """Claim these free records for the current user: all of them, or none and an error that says why.

        :return: client action that names what was claimed
        :raises UserError: a limit, a waiting time, or somebody else was faster
        :raises AccessError: a record is not in a pool of the user
        """
        claimed = self._claim()
        if len(claimed) > 1:
            return self.env["sales.pool"]._notify(self.env._("Yours now: %s", claimed._get_names()))
        link = {"label": claimed.display_name, "url": f"/odoo/{claimed._name}/{claimed.id}"}
        return self.env["sales.pool"]._notify(self.env._("Yours now: %s", "%s"), links=[link])

    def _claim(self):
        """Make the current user the owner of these free records; return them."""
        # sudo: free records are visible to members only and writable to nobody; what follows checks the user instead
        records = self._get_pooled().sudo()
        for record in records:
            if not record.pool_id:
                record.sudo(self.env.su).check_access("read")  # its name is not for everybody
                raise UserError(self.env._("“%s” is not in a pool, so it cannot be claimed.", record.display_name))
        for pool, free in records.sorted("id").grouped("pool_id").items():
            free._claim_from(pool)
        return self

    def _claim_from(self, pool):
        user = self.env.user
        self._check_pool_member(pool, user)
        self._check_claimable(pool, user)
        pool._get_member(user)
        self.env["sales.pool.quota"]._guard(pool, user)
        self._lock_free()
        self._check_claim(pool, user)
        self._write_pooled({"user_id": user.id}, PoolMove("claim", is_checked=True))

    # ------------------------------------------------------------------
    # GUARD
    # ------------------------------------------------------------------

    def _check_pool_member(self, pool, user):
        if user not in pool.access_user_ids and not pool._is_manager(user):
            raise AccessError(self.env._("You are not a member of this pool. Ask one of its managers to add you."))

    def _check_claimable(self, pool, user):
        if not pool.is_claimable and not pool._is_manager(user):
            raise UserError(
                self.env._("Records of the pool “%s” are assigned, not claimed. Ask one of its managers.", pool.name)
            )

    def _lock_free(self):
        """Lock these records while they are free; raise UserError if somebody else was faster."""
        self.flush_recordset(["user_id", "pool_id", "active"])
        locked = {record_id for (record_id,) in self.env.execute_query(self._lock_free_sql())}
        taken = self.filtered(lambda record: record.id not in locked)
        if taken:
            raise UserError(self.env._("Somebody else was faster: %s. Nothing was claimed.", taken._get_names()))

    def _check_claim(self, pool, user):
        """Raise UserError with the first rule of the pool that refuses the claim."""
        member = pool._get_member(user)
        now = fields.Datetime.now()
        refusal = first_refusal(
            self.ids,
            member=bool(member) or pool._is_manager(user),
            exempt=pool.is_manager_exempt and pool._is_manager(user),
            closed=self.filtered(lambda record: record.pool_release_at and record.pool_release_at > now).ids,
            fresh=self._filter_fresh(pool, now).ids,
            cooling=self._filter_cooling(pool, user, now).ids,
            daily=(member._get_daily_limit(), pool._count_day(user)[user.id]),
            holding=(member._get_open_limit(), pool._count_open(user)[user.id], self._get_total_size(pool)),
        )
        if refusal:
            raise UserError(self.browse(refusal.items)._get_refusal_message(refusal, pool, user))

    def _check_owner_limits(self):
        """Raise UserError if the owner of these records may not hold them: cap and cooldown hold on every way."""
        now = fields.Datetime.now()
        for (pool, user), records in self.grouped(lambda record: (record.pool_id, record.user_id)).items():
            self.env["sales.pool.quota"]._guard(pool, user)
            member = pool.member_ids.filtered(lambda line, user=user: line.user_id == user)
            limit = member._get_open_limit() if member else pool.holding_limit
            refusal = first_refusal(
                records.ids,
                member=True,
                exempt=pool.is_manager_exempt and pool._is_manager(user),
                cooling=records._filter_cooling(pool, user, now).ids,
                holding=(limit, pool._count_open(user)[user.id], records._get_total_size(pool)),
            )
            if refusal:
                raise UserError(records.browse(refusal.items)._get_refusal_message(refusal, pool, user))

    def _get_total_size(self, pool):
        """Return how much these records count to the holding limit of a pool."""
        sizes = pool._get_holding_sizes(self)
        return sum(sizes.get(record_id, 1) for record_id in self._ids)

    def _filter_fresh(self, pool, now):
        """Return the records that came into the pool too recently to be claimed."""
        since = now - timedelta(hours=pool.fresh_hours)
        return self.filtered(lambda record: pool.fresh_hours and (record.pool_entry_at or now) > since)

    def _filter_cooling(self, pool, user, now):
        """Return the records that the user, or the user's team, gave up or lost too recently to have them back."""
        barred = self._get_cooling_owners(pool, now)
        return self.filtered(lambda record: user.id in barred.get(record.id, ()))

    def _get_cooling_owners(self, pool, now):
        """Return {record id: ids of who may not have it back yet}: previous owners, or the team of the last."""
        if not pool.cooldown_days:
            return {}
        field = self._get_holding_field()
        # sudo: the ledger of others decides too
        ended = (
            self.env["sales.pool.holding"]
            .sudo()
            .search_fetch(
                self._get_ledger_domain()
                & Domain(field, "in", self.ids)
                & Domain("date_end", ">", now - timedelta(days=pool.cooldown_days))
                & Domain("end_reason", "in", COOLING_REASONS),
                [field, "user_id"],
                order="date_end DESC, id DESC",
            )
        )
        by_record = ended.grouped(field)
        if pool.cooldown_scope == "any":
            return {record.id: set(rows.user_id.ids) for record, rows in by_record.items()}
        # newest first: the owner who let it go last
        last = {record.id: rows[0].user_id for record, rows in by_record.items()}
        mates = self._get_team_mates(ended.user_id) if pool.cooldown_scope == "team" else {}
        return {record_id: {user.id} | mates.get(user, set()) for record_id, user in last.items()}

    @api.model
    def _get_team_mates(self, users):
        """Return {user: ids of everybody in the user's sales teams}."""
        return {user: set(user.crm_team_ids.member_ids.ids) for user in users}

    # ------------------------------------------------------------------
    # SENTENCES
    # ------------------------------------------------------------------

    def _get_names(self):
        """Return the names of these records for a sentence, a few of them."""
        # sudo: names of what the user just asked for
        names = ", ".join(self[:NAMES_SHOWN].sudo().mapped("display_name"))
        more = len(self) - NAMES_SHOWN
        return self.env._("%(names)s and %(more)s more", names=names, more=more) if more > 0 else names

    def _get_refusal_message(self, refusal, pool, user):
        """Say which rule of the pool refuses, on what facts, and what to do."""
        values = {"pool": pool.name, "names": self._get_names(), "limit": refusal.limit, "used": refusal.used}
        values["left"] = max(refusal.limit - refusal.used, 0)
        values["user"] = user.name
        if refusal.code == "closed":
            opening = format_datetime(self.env, max(self.mapped("pool_release_at")), dt_format="short")
            return self.env._(
                "%(names)s: opens for everybody on %(opening)s. Come back then.", **values, opening=opening
            )
        if refusal.code == "fresh":
            hours = pool.fresh_hours
            return self.env._(
                "%(names)s: new in the pool “%(pool)s”. For the first %(hours)s hours only a manager gives it away.",
                **values,
                hours=hours,
            )
        if refusal.code == "cooling":
            return self._get_cooling_message(pool, values)
        values["parts"] = pool._explain_open(user) if refusal.code == "holding" else ""
        return self._get_limit_message(refusal, values)

    def _get_cooling_message(self, pool, values):
        values["days"] = pool.cooldown_days
        if pool.cooldown_scope == "team":
            return self.env._(
                "%(names)s: %(user)s or a colleague of the same sales team held this before, and the team may have it "
                "back %(days)s days after giving it up. Leave it to another team.",
                **values,
            )
        return self.env._(
            "%(names)s: %(user)s held this before and may have it back %(days)s days after giving it up. "
            "Leave it to a colleague.",
            **values,
        )

    def _get_limit_message(self, refusal, values):
        if refusal.code == "daily":
            return self.env._(
                "The pool “%(pool)s” allows %(limit)s records a day and %(user)s took %(used)s today: %(left)s left. "
                "Choose fewer or come back tomorrow.",
                **values,
            )
        if refusal.code == "holding" and (values["parts"] or refusal.asked != len(self)):
            held = f"{values['parts']} = {refusal.used}" if values["parts"] else refusal.used
            return self.env._(
                "The pool “%(pool)s” allows %(limit)s at once and %(user)s holds %(held)s: %(left)s left, "
                "but these count %(asked)s. Return some first.",
                **values,
                held=held,
                asked=refusal.asked,
            )
        if refusal.code == "holding" and self._pool_kind == "customer":
            return self.env._(
                "The pool “%(pool)s” allows %(limit)s records at once and %(user)s holds %(used)s: %(left)s left. "
                "Return some first.",
                **values,
            )
        if refusal.code == "holding":
            return self.env._(
                "The pool “%(pool)s” allows %(limit)s records at once and %(user)s holds %(used)s: %(left)s left. "
                "Convert or return some first.",
                **values,
            )
        return self.env._("You are not a member of the pool “%(pool)s”. Ask one of its managers.", **values)

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _lock_free_sql(self):
        return SQL(
            "SELECT id FROM %s WHERE id = ANY(%s) AND user_id IS NULL AND pool_id IS NOT NULL AND active"
            " ORDER BY id FOR UPDATE",
            SQL.identifier(self._table),
            sorted(self.ids),
        )
