from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ..tools.working_days import add_days


class SalesPooledMixin(models.AbstractModel):
    """A free record says when it moves on unless somebody claims it, and how it moved before."""

    _inherit = "sales.pooled.mixin"

    pool_age_at = fields.Datetime("Moves On", compute="_compute_pool_age")
    pool_age_notice = fields.Char("If Nobody Claims It", compute="_compute_pool_age")
    pool_release_notice = fields.Char("Opens for Claims", compute="_compute_pool_release_notice")
    pool_transfer_count = fields.Integer("Moves", compute="_compute_pool_transfer_count")

    @api.depends("pool_release_at", "user_id")
    @api.depends_context("lang", "tz")
    def _compute_pool_release_notice(self):
        now = fields.Datetime.now()
        for record in self:
            opening = not record.user_id and record.pool_release_at
            record.pool_release_notice = bool(opening and opening > now) and self.env._(
                "opens on %s", format_datetime(self.env, opening, dt_format=self.env._("EEE d MMMM HH:mm"))
            )

    @api.depends("pool_id", "user_id", "pool_entry_at", "active")
    @api.depends_context("lang", "uid")
    def _compute_pool_age(self):
        for record in self:
            # sudo: the pool is asked what it does with free records, by whoever sees one
            pool = record.pool_id.sudo()
            waits = bool(pool.age_days and record.active and not record.user_id and record.pool_entry_at)
            record.pool_age_at = waits and add_days(record.pool_entry_at, pool.age_days, pool._get_work_calendar())
            record.pool_age_notice = waits and record._get_age_notice(pool)

    def _get_age_notice(self, pool):
        day = pool._get_work_calendar().local_date(self.pool_age_at)
        day = format_date(self.env, day, date_format=self.env._("EEE d MMMM"))
        target = pool._get_age_target()
        if target:
            return self.env._("Moves to %(pool)s after %(day)s unless somebody claims it", pool=target.name, day=day)
        return self.env._("Is marked invalid after %s unless somebody claims it", day)

    def _compute_pool_transfer_count(self):
        for record in self:
            record.pool_transfer_count = len(record.pool_transfer_ids)

    @api.model
    def _get_disposable_domain(self):
        """Return the domain of free records that may be marked invalid: nothing is open with them."""
        return Domain.TRUE

    def _mark_invalid(self, lost_reason):
        """Take free records that nobody wants out of the work; for the superuser."""
        raise NotImplementedError
