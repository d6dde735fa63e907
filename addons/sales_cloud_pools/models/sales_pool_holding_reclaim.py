import logging

from psycopg2 import OperationalError

from odoo import fields, models

from .pool_move import PoolMove

RETRY_HOURS = 6

_logger = logging.getLogger(__name__)


class SalesPoolHolding(models.Model):
    """How held records go back, and why."""

    _inherit = "sales.pool.holding"

    def _reclaim_safely(self, pool, rule, lang):
        """Take these records back; if that fails, halve the set until the bad record stands alone."""
        try:
            with self.env.cr.savepoint():
                self._reclaim(pool, rule, lang)
        except OperationalError:
            # Somebody saves one of these records at this moment: it comes with the next run.
            self._postpone(self.env._("The record was being saved."), minutes=5)
        except Exception as error:
            if len(self) == 1:
                _logger.info("Pool record %s could not go back: %s", self._get_record(), error)
                self._postpone(str(error), hours=RETRY_HOURS)
                return
            middle = len(self) // 2
            self[:middle]._reclaim_safely(pool, rule, lang)
            self[middle:]._reclaim_safely(pool, rule, lang)

    def _reclaim(self, pool, rule, lang):
        target = rule._get_target(pool)
        why = self._explain_reclaim(rule, lang)
        records = self._get_records()
        vals = records._prepare_enter_vals(target) | self._prepare_release_vals(target, why)
        move = PoolMove(end_reason="reclaimed" if rule else "owner_left", explanations=dict.fromkeys(records.ids, why))
        for company_records in records.grouped("company_id").values():
            company_records._write_pooled(vals, move)
        records.flush_recordset()

    def _prepare_release_vals(self, target, why):
        return {"user_id": False} | target._prepare_arrival_vals(why)

    def _explain_reclaim(self, rule, lang):
        """Say why these records go back, in a person's language."""
        local = self.with_context(lang=lang)
        if not rule:
            return local.env._("The holder left")
        # one call is about holdings of one rule and cause
        why = local[:1]._get_reclaim_phrase()
        return local.env._("%(rule)s: %(why)s", rule=rule.with_context(lang=lang).name, why=why)

    def _postpone(self, error, **delay):
        self.write({"reclaim_error": error, "retry_at": fields.Datetime.add(fields.Datetime.now(), **delay)})

    def _describe_reclaim(self):
        self.ensure_one()
        record = self._get_record()
        return {
            "pool_id": self.pool_id.id,
            "holding_id": self.id,
            "record_id": record.id,
            "record_name": record.display_name,
            "user_id": self.user_id.id,
            "user_name": self.user_id.name,
            "reclaim_at": fields.Datetime.to_string(self.reclaim_at),
            "target_pool_id": self.reclaim_rule_id._get_target(self.pool_id).id,
            "rule_id": self.reclaim_rule_id.id,
            "why": self._get_reclaim_phrase(),
            "explanation": self.reclaim_reason,
        }
