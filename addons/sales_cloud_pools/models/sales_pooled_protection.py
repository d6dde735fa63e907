from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesPooledMixin(models.AbstractModel):
    """More time, locks and pauses, asked for on the record itself; its present holding decides."""

    _inherit = "sales.pooled.mixin"

    is_pool_locked = fields.Boolean("Locked", compute="_compute_protection")
    is_pool_paused = fields.Boolean("Paused", compute="_compute_protection")
    extension_notice = fields.Char(compute="_compute_protection")
    can_pool_extend = fields.Boolean(compute="_compute_protection")
    can_pool_lock = fields.Boolean(compute="_compute_protection")

    @api.depends("holding_id", "user_id", "pool_id")
    @api.depends_context("lang", "uid")
    def _compute_protection(self):
        for record in self:
            # sudo: whoever reads the record may know what protects it, and what the user may do about it
            holding, pool = record.holding_id.sudo(), record.pool_id.sudo()
            is_own = record.user_id == self.env.user
            record.is_pool_locked = holding.is_locked
            record.is_pool_paused = holding.is_paused
            record.extension_notice = holding._get_waiting_sentence() if holding else False
            record.can_pool_extend = bool(
                is_own and pool.is_extension_allowed and holding.reclaim_at and not holding.is_extension_pending
            )
            record.can_pool_lock = bool(holding) and (record.can_pool_manage or (is_own and pool.is_owner_lock_allowed))

    def action_pool_request_extension(self, days, reason):
        """Ask for more days before these records go back; for their holder.

        :param int days: how many, counted from the present deadline as the rule behind it counts them
        :param str reason: why; the approvers read it
        :return: client action
        :raises UserError: nothing would take the record, a request is pending, or a limit of the pool is reached
        :raises AccessError: somebody else holds the record
        """
        holdings = self._get_open_holdings()
        holdings.action_request_extension(days, reason)
        if any(holding.sudo().is_extension_pending for holding in holdings):  # sudo: the own request
            return self.env["sales.pool"]._notify(self.env._("Asked for more time: %s", self._get_names()))
        return self.env["sales.pool"]._notify(self.env._("More time for %s", self._get_names()))

    def action_pool_lock(self, reason):
        """Keep these records from going back by a rule; for managers of the pool, and for holders where it allows that.

        :param str reason: why; everybody who sees the record reads it
        :return: client action
        """
        self._get_open_holdings().action_lock(reason)
        return self.env["sales.pool"]._notify(self.env._("Locked: %s", self._get_names()))

    def action_pool_unlock(self):
        """Let the rules take these records again; for managers of the pool, and for who locked them."""
        self._get_open_holdings().action_unlock()
        return self.env["sales.pool"]._notify(self.env._("Unlocked: %s", self._get_names()))

    def action_pool_pause(self, until, reason):
        """Stop the clock of these records up to and including a day; for managers of the pool.

        :param until: date of the pool's calendar, also as a string "YYYY-MM-DD"
        :param str reason: why; everybody who sees the record reads it
        :return: client action
        """
        self._get_open_holdings().action_pause(until, reason)
        return self.env["sales.pool"]._notify(self.env._("Paused: %s", self._get_names()))

    def action_pool_resume(self):
        """Let the clock of these records run again; for managers of the pool."""
        self._get_open_holdings().action_resume()
        return self.env["sales.pool"]._notify(self.env._("The clock runs again: %s", self._get_names()))

    def _get_open_holdings(self):
        """Return the present holdings of these records, with the rights of the user.

        :raises UserError: a record is not held
        """
        self.check_access("read")
        for record in self:
            if not record.holding_id:
                raise UserError(self.env._("“%s” is not held by anybody of its pool.", record.display_name))
        return self.holding_id

    def action_pool_protect(self):
        """Open the wizard for more time, a lock or a pause (context ``default_operation``)."""
        return self._open_pool_wizard("sales.pool.protection", "extend")
