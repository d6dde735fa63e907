from dataclasses import replace

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .pool_move import PoolMove

MOVES = "sales_cloud_pools.moves"


class SalesPooledMixin(models.AbstractModel):
    """The one way in and out: every change of owner or pool is checked here and written to the ledger here."""

    _inherit = "sales.pooled.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_pool_create_vals(vals) for vals in vals_list]
        self._check_pool_create(vals_list)
        records = super().create(vals_list)
        move = PoolMove("automation" if self.env.su else "import" if self.env.context.get("import_file") else "create")
        # sudo: the ledger and the entry rules are not for users to write
        records = records.sudo()
        chosen = records.filtered("pool_id")
        chosen._check_fits_pools()
        if not self.env.su:
            chosen._refuse_duplicates()
        chosen._settle_holdings(dict.fromkeys(chosen.ids, ()), move)
        (records - chosen)._flow_into_pools(move)
        return records.sudo(self.env.su)

    def write(self, vals):
        if vals.keys().isdisjoint(self._get_ownership_fields()):
            return super().write(vals)
        move = self.env.cr.cache.get(MOVES, {}).pop((self._name, self._ids), None)
        if move is None:
            self._claim_before_write(vals)
            move = self._authorise_write(vals)
        # sudo: states are compared and the ledger is written for whoever writes the record
        before = {} if move.is_settled_later else {record.id: record._get_pool_state() for record in self.sudo()}
        for records, group_vals in self._group_pool_vals(vals):
            super(SalesPooledMixin, records).write(group_vals)
        if not move.is_settled_later:
            self.sudo()._settle_holdings(before, move)
        return True

    def unlink(self):
        # sudo: nobody writes the ledger by hand
        self.sudo()._close_holdings(PoolMove(end_reason="deleted"))
        return super().unlink()

    @api.model
    def _get_ownership_fields(self):
        return {"user_id", "pool_id", "active"}

    def _write_pooled(self, vals, move):
        """Write owner or pool of these records and give the ledger the reason; the caller checked the rights.

        The announcement lives in the transaction and is taken by exactly this write, so that nothing a client sends and
        nothing that the write sets off can pass for it.
        """
        if not self:
            return
        # sudo: free records are not for users to write; the caller checked what was to be checked
        records = self.sudo().with_context(tracking_disable=True)
        moves = self.env.cr.cache.setdefault(MOVES, {})
        moves[self._name, records._ids] = move
        try:
            records.write(vals)
        finally:
            moves.pop((self._name, records._ids), None)

    def _write_owners(self, record_ids_by_owner, move):
        """Give these records to several owners, one write each, and settle the ledger once for all of them.

        :param dict record_ids_by_owner: {user id: ids among these records}
        """
        # sudo: free records are not for users to write; the caller checked what was to be checked
        records = self.sudo()
        before = {record.id: record._get_pool_state() for record in records}
        self.env["res.users"].sudo().browse(record_ids_by_owner).fetch(["company_ids"])  # which each write asks for
        for user_id, record_ids in record_ids_by_owner.items():
            given = records.browse(record_ids).with_prefetch(records._prefetch_ids)
            given._write_pooled({"user_id": user_id}, replace(move, is_settled_later=True))
        records._settle_holdings(before, move)

    def _check_company(self, fnames=None):
        if len(self) < 2:
            return super()._check_company(fnames)
        # Odoo checks record by record; here those with the same company and the same values stand for each other.
        is_moved = fnames is None or not {"company_id", "company_ids"}.isdisjoint(fnames)
        fields_checked = [self._fields[name] for name in (self._fields if is_moved else fnames)]
        names = [field.name for field in fields_checked if field.relational and field.check_company]
        # sudo: the check itself reads the values for whoever writes
        alike = self.sudo().grouped(lambda record: (record.company_id, *(record[name] for name in names)))
        first = self.browse(records[:1].id for records in alike.values())
        return super(SalesPooledMixin, first)._check_company(fnames)

    # ------------------------------------------------------------------
    # GUARD
    # ------------------------------------------------------------------

    @api.model
    def _prepare_pool_create_vals(self, vals):
        """A record that is made in a pool is free unless an owner is named."""
        if not vals.get("pool_id"):
            return vals
        return {"user_id": False} | vals | {"pool_entry_at": fields.Datetime.now()}

    @api.model
    def _check_pool_create(self, vals_list):
        # sudo: whether somebody belongs to a pool is asked of the pool
        pools = self.env["sales.pool"].sudo().browse({vals["pool_id"] for vals in vals_list if vals.get("pool_id")})
        for pool in pools:
            if not self.env.su and self.env.user not in pool.access_user_ids and not pool._is_manager():
                raise AccessError(
                    self.env._("You are not a member of the pool “%s”. Ask one of its managers.", pool.name)
                )

    def _claim_before_write(self, vals):
        """Taking a free record by writing oneself as its salesperson is a claim."""
        if not self.env.su and vals.get("user_id") == self.env.uid:
            # sudo: free records of other pools are not visible; the claim refuses them with its sentence
            free = self.sudo().filtered(lambda record: record.pool_id and not record.user_id)
            free.sudo(False)._claim()

    def _authorise_write(self, vals):
        """Return the PoolMove that a plain write is; raise if the user may not do it."""
        if self.env.su:
            return PoolMove()
        # sudo: pools are asked about the user's rights in them
        records = self.sudo()
        if "pool_id" in vals:
            records.pool_id.sudo(False)._check_manager()
            self._check_pool_create([vals])
            records._check_fits_pool(records.pool_id.browse(vals["pool_id"]))
        if "user_id" not in vals:
            return PoolMove("move", "moved")
        return records._authorise_owner(vals["user_id"])

    def _authorise_owner(self, user_id):
        """Return the PoolMove of a plain write of the salesperson on these records (superuser, user of the caller)."""
        changing = self.filtered(lambda record: record.pool_id and record.user_id.id != (user_id or False))
        manages = all(pool.sudo(False)._is_manager() for pool in changing.pool_id)
        free = changing.filtered(lambda record: not record.user_id)
        if free and user_id:
            free.pool_id.sudo(False)._check_manager()
            free._check_receiver(self.env["res.users"].browse(user_id))
        if changing and not user_id and not manages:
            raise UserError(
                self.env._(
                    "Records go back to their pool with a reason: "
                    "use “Return to pool” instead of clearing the salesperson."
                )
            )
        if not user_id:
            changing._check_releasable()
            return PoolMove(end_reason="taken_back")
        return PoolMove("assign" if manages and changing else "transfer", "reassigned")

    def _check_receiver(self, user):
        """Raise UserError unless the user may receive free records of these pools."""
        for pool in self.pool_id:
            if user not in pool.access_user_ids and not pool._is_manager(user):
                raise UserError(
                    self.env._(
                        "%(user)s is not in the pool “%(pool)s”. "
                        "Add the person to the pool or move the records to another one.",
                        user=user.name,
                        pool=pool.name,
                    )
                )

    # ------------------------------------------------------------------
    # LEDGER
    # ------------------------------------------------------------------

    def _get_pool_state(self):
        """Return (pool id, owner id, whether it belongs into pools): a change of it is a change of hands."""
        self.ensure_one()
        return self.pool_id.id, self.user_id.id, self._is_pool_candidate()

    def _settle_holdings(self, before, move):
        """Make the ledger say what the records say: close what ended, open what began; for the superuser.

        :param dict before: {record id: state before the write}, see ``_get_pool_state``
        :param PoolMove move: why it changed
        """
        changed = self.exists().filtered(lambda record: record._get_pool_state() != before[record.id])
        if not changed:
            return
        owned = changed.filtered(lambda record: before[record.id] and before[record.id][1])
        for reason, records in owned.grouped(lambda record: record._get_leaving_reason()).items():
            records._close_holdings(move, reason)
        changed._leave_pools()
        changed._flow_into_pools(move)
        restored = changed.filtered(lambda record: before[record.id] and not before[record.id][2])
        restored._release_absent_owners()
        held = changed.filtered(lambda record: record.pool_id and record.user_id and record._is_pool_candidate())
        free_since = held._get_free_since(before)
        held._open_holdings(
            PoolMove("restore") if restored and restored == changed else replace(move, free_since=free_since)
        )
        (changed - held)._after_release(before)
        held._after_handover(before)
        self._after_pool_settled(changed, move)

    def _get_free_since(self, before):
        """Return {record id: moment} of those of these records that were free in a pool: since when."""
        return {
            record.id: record.pool_entry_at
            for record in self
            if before[record.id] and before[record.id][0] and not before[record.id][1] and before[record.id][2]
        }

    def _close_holdings(self, move, reason=None):
        """End the open holdings of these records."""
        self._search_running_holdings()._close(move, reason)

    def _open_holdings(self, move):
        """Begin holdings for those of these owned records that have none, after checking the new owner's limits."""
        new = self - self._search_running_holdings()[self._get_holding_field()]
        if not new:
            return
        if not move.is_checked and move.source not in ("automation", "restore"):
            new._check_owner_limits()
        self.env["sales.pool.holding"]._open(new, move)
        new._follow_by_owners({record.id: record.user_id for record in new})

    def _leave_pools(self):
        """Take records that no longer belong into pools out of theirs."""

    def _release_absent_owners(self):
        """Records that come back to life while their owner is gone are free."""
        orphans = self.filtered(lambda record: record.user_id and not record.user_id.active and record.pool_id)
        if orphans:
            orphans._write_pooled({"user_id": False}, PoolMove())

    def _after_handover(self, before):
        """Let the plans for these held records go from one person to another, and tell what else follows."""
        users = self.env["res.users"]
        moved = self.filtered(
            lambda record: before[record.id] and before[record.id][1] not in (False, record.user_id.id)
        )
        moved._unfollow_by_owners({record.id: before[record.id][1] for record in moved})
        if moved:
            moved._follow_by_owners({record.id: record.user_id for record in moved})
        for (owner_id, receiver), records in moved.grouped(lambda each: (before[each.id][1], each.user_id)).items():
            records._after_assigned(users.browse(owner_id), receiver)

    def _after_release(self, before):
        """Keep the previous owners from reading on, and free their plans for whoever comes next."""
        free = self.filtered(lambda record: record.pool_id and not record.user_id)
        owners = {record.id: before[record.id][1] for record in free if before[record.id] and before[record.id][1]}
        released = self.browse(owners)
        released._drop_collaborators()
        released._unfollow_by_owners(owners)

    def _drop_collaborators(self):
        """Whoever helped the previous owner does not help the next one unasked."""
        for name in ("collaborator_ids", "reader_ids"):
            self.filtered(name).write({name: [Command.clear()]})
