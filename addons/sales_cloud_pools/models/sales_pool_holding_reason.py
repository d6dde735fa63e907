from odoo import api, models


class SalesPoolHolding(models.Model):
    """The sentence on every held record: where it goes, when, and why then."""

    _inherit = "sales.pool.holding"

    @api.depends("reclaim_at", "reclaim_rule_id", "reclaim_cause", "is_stale", "date_end")
    @api.depends("is_locked", "paused_until", "is_extension_pending")
    @api.depends_context("lang", "tz", "uid")
    def _compute_reclaim_reason(self):
        for holding in self:
            holding.reclaim_reason = not holding.date_end and holding._get_reclaim_sentence()

    def _get_reclaim_sentence(self):
        """Say where the record goes, when and why, in the user's language."""
        self.ensure_one()
        # sudo: the sentence names pools, rules and people that the reader may not open
        holding = self.sudo()
        if holding.is_locked:
            return holding._get_lock_sentence()
        if holding.is_stale:
            return self.env._("Being recalculated: a rule or a calendar was changed")
        if holding.is_extension_pending and holding.pool_id.is_clock_stopped:
            return self.env._("Does not go back while more time is asked for")
        if not holding.reclaim_at:
            return holding.is_paused and holding._get_pause_sentence()
        sentence = holding._get_return_sentence()
        if holding.is_paused:
            return self.env._("%(pause)s. %(sentence)s", pause=holding._get_pause_sentence(), sentence=sentence)
        return sentence

    def _get_return_sentence(self):
        return self.env._(
            "Goes back to %(pool)s on %(day)s: %(why)s",
            pool=self.reclaim_rule_id._get_target(self.pool_id).name,
            day=self._get_local_day(self.reclaim_at),
            why=self._get_reclaim_phrase(),
        )

    def _get_reclaim_phrase(self):
        """Say why the record goes back, as the end of a sentence."""
        rule = self.reclaim_rule_id
        if not rule:
            return self.env._("the holder left")
        if self.reclaim_cause == "maximum":
            return self.env._(
                "held for %(days)s %(unit)s, the longest that follow-ups protect",
                days=rule._get_max_protection_days(),
                unit=rule._get_units()["day"],
            )
        if self.reclaim_cause == "extension":
            return self.env._("%s; extended until then", rule.explanation)
        return rule.explanation
