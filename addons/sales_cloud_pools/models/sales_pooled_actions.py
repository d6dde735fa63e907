from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.claim import over_limit
from .pool_move import PoolMove


class SalesPooledMixin(models.AbstractModel):
    """What people do with pooled records besides claiming them."""

    _inherit = "sales.pooled.mixin"

    def action_pool_return(self, reason_id, note=None, pool_id=None):
        """Return held records to their pool; for their owner and for managers of the pool.

        :param int reason_id: sales.pool.return.reason
        :param str note: what the next owner should know; some reasons demand it
        :param int pool_id: another pool of the same kind that the user belongs to
        :return: client action
        :raises UserError: the record is not held, or the reason or pool does not fit
        :raises AccessError: the record is somebody else's
        """
        self.check_access("read")
        # sudo: pools, reasons and ledger are asked and written for the user, whose right is checked here
        records = self._get_pooled().sudo()
        records._check_returnable()
        reason = records._get_return_reason(reason_id, note)
        target = records._get_return_pool(pool_id)
        for pool, returned in records.grouped("pool_id").items():
            vals = returned._prepare_enter_vals(target or pool) | {
                "user_id": False,
                "pool_entry_at": fields.Datetime.now(),
                "pool_release_at": False,
                "pool_entry_reason": reason.name,
            }
            returned._write_pooled(vals, PoolMove(end_reason="return", reason_id=reason.id, note=note or False))
        return self.env["sales.pool"]._notify(self.env._("Back in the pool: %s", records._get_names()))

    def _check_returnable(self):
        for record in self:
            if not record.pool_id or not record.user_id:
                raise UserError(
                    self.env._("“%s” is not held by anybody, so it cannot be returned.", record.display_name)
                )
            if record.user_id != self.env.user:
                record.pool_id.sudo(False)._check_manager()
        self._check_releasable()

    def _check_releasable(self):
        """Raise UserError if one of these held records does not go back now, whoever asks."""

    def _get_return_reason(self, reason_id, note):
        reason = self.env["sales.pool.return.reason"].browse(reason_id or []).exists()
        if not reason.active or (reason.kind or self._pool_kind) != self._pool_kind:
            raise UserError(self.env._("A return needs one of the return reasons. Choose one."))
        reason._check_note(note)
        return reason

    def _get_return_pool(self, pool_id):
        pool = self.env["sales.pool"].browse(pool_id or []).exists()
        if pool and self.env.user not in pool.access_user_ids and not pool._is_manager(self.env.user):
            raise AccessError(self.env._("You are not a member of the pool “%s”. Choose one of yours.", pool.name))
        self._check_fits_pool(pool)
        return pool

    def action_pool_assign(self, user_id):
        """Give these records, free or held, to a person; for managers of their pools.

        :param int user_id: res.users, a member or manager of the pools
        :return: client action
        :raises UserError: the person is not in the pool, or a limit is reached
        """
        records, user = self._check_managed(), self.env["res.users"].browse(user_id).exists()
        if not user.active:
            raise UserError(self.env._("Choose an active person to assign the records to."))
        records._check_receiver(user)
        moving = records.filtered(lambda record: record.user_id != user)
        moving._write_pooled({"user_id": user.id}, PoolMove("assign", "reassigned"))
        return self.env["sales.pool"]._notify(
            self.env._("%(names)s: assigned to %(user)s", names=records._get_names(), user=user.name)
        )

    def _after_assigned(self, owner, receiver):
        """Extend for what follows these records from one person to another, whoever wrote it and how (superuser)."""

    def action_pool_transfer(self, pool_id):
        """Move these records to another pool; held ones keep their owner. For managers of their pools.

        :param int pool_id: sales.pool of the same kind and company
        :return: client action
        """
        # sudo: a manager may move records to a pool of others
        records, pool = self._check_managed(), self.env["sales.pool"].sudo().browse(pool_id).exists()
        if not pool:
            raise UserError(self.env._("Choose the pool to move the records to."))
        records._check_fits_pool(pool)
        moving = records.filtered(lambda record: record.pool_id != pool)
        self.env["sales.pool.transfer"].sudo()._log(
            moving.filtered(lambda record: not record.user_id), pool, "transfer"
        )
        moving._enter_pool(pool, PoolMove("move", "moved"))
        return self.env["sales.pool"]._notify(
            self.env._("%(names)s: moved to %(pool)s", names=records._get_names(), pool=pool.name)
        )

    def _check_managed(self):
        """Return these records for the superuser, after checking that the user manages all their pools."""
        self.check_access("read")
        # sudo: managers act on what their pools hold, also on what colleagues own
        records = self._get_pooled().sudo()
        for record in records:
            if not record.pool_id:
                raise UserError(self.env._("“%s” is not in a pool.", record.display_name))
        records.pool_id.sudo(False)._check_manager()
        return records

    # ------------------------------------------------------------------
    # REVEAL
    # ------------------------------------------------------------------

    def action_pool_reveal(self):
        """Show the hidden fields of these free records to the current user for today; each look is logged.

        :return: True
        :raises UserError: the pool does not allow it, or today's number is used up
        :raises AccessError: the user reads the record, but is not a member of its pool
        """
        self.check_access("read")
        # sudo: the log is written for the user, whose right is checked here
        for pool, records in self._get_pooled().sudo().grouped("pool_id").items():
            records._check_revealable(pool)
            self.env["sales.pool.quota"]._guard(pool, self.env.user)
            new = records - records._filter_revealed()
            new._check_reveal_limit(pool)
            day = pool._get_today()
            self.env["sales.pool.reveal"].sudo().create(
                [
                    record._get_ledger_links() | {"pool_id": pool.id, "user_id": self.env.uid, "day": day}
                    for record in new
                ]
            )
        return True

    def _check_revealable(self, pool):
        if not pool:
            raise UserError(self.env._("A record that is in no pool hides nothing. Open it to see its fields."))
        self._check_pool_member(pool, self.env.user)
        if not pool.is_reveal_allowed or any(record.user_id for record in self):
            raise UserError(
                self.env._("Hidden fields of this record are shown to its owner only. Claim it to see them.")
            )

    def _check_reveal_limit(self, pool):
        day = pool._get_today()
        # sudo: the own rows of the log
        used = (
            self.env["sales.pool.reveal"]
            .sudo()
            .search_count([("user_id", "=", self.env.uid), ("pool_id", "=", pool.id), ("day", "=", day)])
        )
        if over_limit(pool.daily_reveal_limit, used, len(self)):
            raise UserError(
                self.env._(
                    "The pool “%(pool)s” shows %(limit)s records a day and you looked at %(used)s. "
                    "Claim the record or come back tomorrow.",
                    pool=pool.name,
                    limit=pool.daily_reveal_limit,
                    used=used,
                )
            )

    def _filter_revealed(self):
        """Return the records that the current user revealed today."""
        field = self._get_holding_field()
        # sudo: the own rows of the log
        domain = Domain("user_id", "=", self.env.uid) & Domain(field, "in", self.ids)
        days = {pool: pool._get_today() for pool in self.sudo().pool_id}
        revealed = self.env["sales.pool.reveal"].sudo().search(domain & Domain("day", "in", list(days.values())))
        return revealed.filtered(lambda row: row.day == days[row[field].pool_id])[field] & self.sudo()

    def action_pool_history(self):
        """Open the holdings of this record, past and present."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_pools.sales_pool_holding_action")
        action["domain"] = [(self._get_holding_field(), "=", self.id)]
        action["context"] = {}
        return action

    def action_pool_ask(self):
        """Open the wizard for returning, assigning or transferring these records (context ``default_operation``)."""
        return self._open_pool_wizard("sales.pool.operation", "return")

    def _open_pool_wizard(self, model, operation):
        """Return the action of a wizard that asks about one of several operations on these records.

        :param str model: of the wizard
        :param str operation: what it asks unless the context says otherwise
        """
        operation = self.env.context.get("default_operation", operation)
        action = self.env["ir.actions.actions"]._for_xml_id(f"sales_cloud_pools.{model.replace('.', '_')}_action")
        action["name"] = dict(self.env[model]._fields["operation"]._description_selection(self.env)).get(operation)
        action["context"] = {
            "default_operation": operation,
            f"default_{self._get_holding_field()}s": self.ids,
            "default_kind": self._pool_kind,
        }
        return action
