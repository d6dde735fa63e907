from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .pool_move import PoolMove

PENDING = "sales_cloud_pools.pending"


class SalesPooledMixin(models.AbstractModel):
    """A record that lives in a pool: free to be claimed, or held by its salesperson until it goes back.

    A concrete model has ``user_id``, ``company_id``, ``active`` and ``pool_holding_ids``, and says with ``_pool_kind``
    what it is. Ownership changes in ``write`` and ``create`` only (``sales_pooled_ownership.py``), whoever changes it.
    """

    _name = "sales.pooled.mixin"
    _description = "Pooled Record"
    _pool_kind = None
    _pooled_path = "id"  # from a record to the one that has the place in the pool

    pool_id = fields.Many2one("sales.pool", copy=False, ondelete="restrict", check_company=True)
    pool_entry_at = fields.Datetime("In the Pool Since", readonly=True, copy=False)
    pool_release_at = fields.Datetime("Opens", readonly=True, copy=False, help="Nobody claims it before.")
    pool_entry_reason = fields.Char("Why in the Pool", readonly=True, copy=False)
    is_pool_free = fields.Boolean("Free", compute="_compute_is_pool_free", search="_search_is_pool_free")
    holding_id = fields.Many2one("sales.pool.holding", "Present Holding", compute="_compute_holding")
    reclaim_at = fields.Datetime("Goes Back", compute="_compute_holding", search="_search_reclaim_at")
    reclaim_reason = fields.Char("Return to Pool", compute="_compute_holding")
    holding_count = fields.Integer("Holdings", compute="_compute_holding_count")
    can_pool_claim = fields.Boolean(compute="_compute_pool_rights")
    can_pool_return = fields.Boolean(compute="_compute_pool_rights")
    can_pool_manage = fields.Boolean(compute="_compute_pool_rights")
    can_pool_reveal = fields.Boolean(compute="_compute_pool_rights")

    @api.depends("pool_id", "user_id")
    def _compute_is_pool_free(self):
        for record in self:
            record.is_pool_free = record.pool_id and not record.user_id

    @api.model
    def _search_is_pool_free(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_free_domain() if True in value else ~self._get_free_domain()

    @api.depends("pool_holding_ids.reclaim_at", "pool_holding_ids.date_end", "pool_holding_ids.is_stale")
    @api.depends_context("lang", "tz", "uid")
    def _compute_holding(self):
        self._run_pending_deadlines()
        field = self._get_holding_field()
        # sudo: whoever reads the record may know when it goes back
        holdings = self.sudo()._search_running_holdings()
        by_record = {holding[field].id: holding for holding in holdings}
        for record in self:
            holding = by_record.get(record.id, holdings.browse())
            record.holding_id = holding.sudo(self.env.su)
            record.reclaim_at = holding.reclaim_at
            record.reclaim_reason = holding.with_env(holding.env(context=self.env.context)).reclaim_reason

    @api.model
    def _search_reclaim_at(self, operator, value):
        running = self._get_ledger_domain() & Domain("date_end", "=", False)
        if operator == "in" and False in value:
            return ~Domain("pool_holding_ids", "any", running & Domain("reclaim_at", "!=", False))
        running &= Domain("reclaim_at", operator, value)
        # sudo: only the record itself is shown
        holdings = self.env["sales.pool.holding"].sudo()._search(running)
        return Domain("id", "in", holdings.subselect(self._get_holding_field()))

    def _compute_holding_count(self):
        # the form shows the lines beside their number: read once for both
        for record in self:
            record.holding_count = len(record.pool_holding_ids)

    @api.depends("pool_id", "user_id", "active")
    @api.depends_context("uid")
    def _compute_pool_rights(self):
        user = self.env.user
        # sudo: the pools are asked for the rights of the user, once each
        pools = self.sudo().pool_id
        managed = pools.filtered(lambda pool: pool._is_manager(user))
        joined = pools.filtered(lambda pool: user in pool.access_user_ids)
        claimable = managed | joined.filtered("is_claimable")
        # sudo: as above
        alike = self.sudo().grouped(lambda record: (record.pool_id, record.user_id, record.active))
        for (pool, owner, active), records in alike.items():
            records = self.browse(records._ids)
            free, manages = bool(pool and not owner and active), pool in managed
            records.can_pool_claim = free and pool in claimable
            records.can_pool_return = bool(pool and owner) and (manages or owner == user)
            records.can_pool_manage = bool(pool) and manages
            looks = free and pool in joined and not manages and pool.is_reveal_allowed
            records.can_pool_reveal = looks and bool(pool.masked_field_ids)

    # ------------------------------------------------------------------
    # WHAT A CONCRETE MODEL SAYS
    # ------------------------------------------------------------------

    @api.model
    def _get_holding_field(self):
        """Return the ledger's field that names this model's records."""
        raise NotImplementedError

    @api.model
    def _get_ledger_domain(self):
        """Return the domain of the ledger's rows that are about records of this model."""
        return Domain(self._get_holding_field(), "!=", False)

    def _get_ledger_links(self):
        """Return {field: id} that name this record in the ledger."""
        return {self._get_holding_field(): self.id}

    def _get_pooled(self):
        """Return the records that have the place in the pool for these: contacts go with their customer."""
        return self

    def _is_pool_candidate(self):
        """Say whether the record belongs into pools now; if not, it is neither free nor held."""
        raise NotImplementedError

    def _is_reclaimable(self):
        """Say whether rules may take the held record back."""
        return self.active

    def _get_last_opportunity_at(self):
        """Return the UTC moment of the latest opportunity, None if there was none."""
        return

    def _get_last_won_at(self):
        """Return the UTC moment of the latest won deal, None if there was none."""
        return

    def _get_holding_size(self):
        """Return how much the record counts to the holding limit of its pool."""
        return 1

    def _get_match_facts(self):
        """Return {kind: ids of values} of the facts that skills of people are compared with."""
        return {}

    @api.model
    def _get_free_domain(self):
        """Return the domain of free records."""
        return Domain("pool_id", "!=", False) & Domain("user_id", "=", False)

    def _prepare_enter_vals(self, pool):
        """Return what changes on a free record when it enters a pool."""
        return {"pool_id": pool.id}

    def _fits_line(self, pool):
        """Say whether a pool is one of the record's business line."""
        return True

    def _fits_company(self, pool):
        """Say whether the record may be in a pool: of the same company, or both without one."""
        return self.company_id == pool.company_id

    def _get_leaving_reason(self):
        """Return why the record no longer belongs into pools, a value of the ledger's ``end_reason``, or None."""
        return None if self._is_pool_candidate() else "archived"

    def _group_pool_vals(self, vals):
        """Yield (records, values) of a write of owner or pool.

        A record that becomes free enters its pool anew; leads repeat values that clearing the owner would lose.
        """
        if "user_id" in vals and not vals["user_id"] and "pool_entry_at" not in vals:
            reason = not self.env.su and self.env._("Taken back by %s", self.env.user.name)
            now = fields.Datetime.now()
            vals = vals | {"pool_entry_at": now, "pool_release_at": False, "pool_entry_reason": reason}
        yield self, vals

    def _after_pool_settled(self, changed, move):
        """Extend to react to changed ownership of ``changed`` (superuser)."""

    # ------------------------------------------------------------------
    # ENTRY
    # ------------------------------------------------------------------

    def _flow_into_pools(self, move=None):
        """Put those of these records that have no pool into the first one whose entry rule they match.

        :return: the records that found a pool
        """
        # sudo: pools take in what matches, whoever creates it
        waiting = self.sudo().filtered(lambda record: not record.pool_id and record._is_pool_candidate())
        entered = self.browse()
        for pool in self.env["sales.pool"]._get_entry_pools(self._pool_kind) if waiting else ():
            matching = waiting.filtered(
                lambda record, pool=pool: record._fits_line(pool) and record._fits_company(pool)
            )
            matching = matching.filtered_domain(pool._parse_domain(pool.entry_domain))
            if matching:
                matching._enter_pool(pool, move or PoolMove())
                entered |= matching
                waiting -= matching
        return entered

    def _enter_pool(self, pool, move):
        """Put these records into a pool, free or with their owner; for the superuser."""
        now = fields.Datetime.now()
        for owner, records in self.grouped(lambda record: bool(record.user_id)).items():
            vals = {"pool_id": pool.id} if owner else records._prepare_enter_vals(pool)
            records._write_pooled(vals | {"pool_entry_at": now, "pool_release_at": False}, move)

    def _check_fits_pools(self):
        for pool, records in self.grouped("pool_id").items():
            records._check_fits_pool(pool)

    def _check_fits_pool(self, pool):
        """Raise UserError if these records cannot be in that pool."""
        for record in self if pool else ():
            if pool.kind != self._pool_kind:
                raise UserError(self.env._("“%s” holds other records. Choose another pool.", pool.name))
            if not record._fits_line(pool):
                raise UserError(
                    self.env._(
                        "The pool “%(pool)s” is for the business line “%(line)s”. Choose a pool of the record's line.",
                        pool=pool.name,
                        line=pool.business_line_id.name,
                    )
                )
            if not record._fits_company(pool):
                raise UserError(
                    self.env._(
                        "“%(record)s” and the pool “%(pool)s” belong to different companies. "
                        "Choose a pool of the record's company.",
                        record=record.display_name,
                        pool=pool.name,
                    )
                )

    # ------------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------------

    def _recompute_deadlines(self):
        """Recompute when these records go back."""
        # sudo: a deadline follows from the record, whoever changed it
        self.sudo()._search_running_holdings()._recompute_deadlines()

    def _search_running_holdings(self):
        """Return the open holdings of these records, read with the query that finds them; for the superuser."""
        Holding = self.env["sales.pool.holding"]
        columns = [name for name, field in Holding._fields.items() if field.store and field.prefetch is True]
        mine = self._get_ledger_domain() & Domain(self._get_holding_field(), "in", self.ids)
        return Holding.search_fetch(mine & Domain("date_end", "=", False), columns)

    def _write_multi(self, vals_list):
        # The one place that sees stored computed fields too: rules read them like any other.
        result = super()._write_multi(vals_list)
        watched = self.env["sales.pool"]._get_watched_fields(self._name) | self._get_deadline_fields()
        changed = [record.id for record, vals in zip(self, vals_list, strict=True) if not watched.isdisjoint(vals)]
        if changed:
            self._collect_pending(changed)
        return result

    @api.model
    def _get_deadline_fields(self):
        """Return the fields, besides those that rules name, that a deadline depends on."""
        return frozenset({"active"})

    def _collect_pending(self, ids):
        """Remember, until the commit, whose entry and deadline have to be looked at again."""
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = {}
            precommit.add(self.env["sales.pooled.mixin"]._run_pending)
        precommit.data[PENDING].setdefault(self._name, set()).update(ids)

    @api.model
    def _run_pending(self):
        for model_name, ids in self.env.cr.precommit.data.pop(PENDING, {}).items():
            # sudo: rules apply whoever saved the record
            self.env[model_name].sudo().browse(ids)._settle_pending()

    def _settle_pending(self):
        """Bring held records up to date, and let the others flow into pools; for the superuser."""
        holdings = self._search_running_holdings()
        # what is held is there and has its pool; of the others one may be deleted by now
        (self - holdings[self._get_holding_field()]).exists()._flow_into_pools()
        holdings._recompute_deadlines()

    def _run_pending_deadlines(self):
        """Bring deadlines up to date before they are shown within the transaction that changes them."""
        pending = self.env.cr.precommit.data.get(PENDING, {}).get(self._name, set())
        waiting = pending & set(self._ids)
        if waiting:
            pending -= waiting
            self.browse(waiting)._recompute_deadlines()

    def _after_followup(self):
        super()._after_followup()
        self._recompute_deadlines()
