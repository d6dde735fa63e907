from odoo import fields, models

from ..tools.deadline import Deadline


class SalesPoolHolding(models.Model):
    """Open business of a customer may keep it with its holder; the record says so."""

    _inherit = "sales.pool.holding"

    def _hold_back(self, due, record):
        due = super()._hold_back(due, record)
        return Deadline() if due.cause != "owner_left" and self._is_kept_by_business(record) else due

    def _is_kept_by_business(self, record):
        """Say whether open business keeps the record from going back by a rule."""
        is_customer = record._pool_kind == "customer"
        return is_customer and self.pool_id.open_business == "block" and record._has_open_business()

    def _get_reclaim_sentence(self):
        # sudo: the sentence counts what the reader may not open
        holding = self.sudo()
        is_kept = not holding.date_end and holding._is_kept_by_business(holding._get_record())
        if is_kept and holding.pool_id.rule_ids:
            return self.env._(
                "Does not go back while business is open: %s", holding._get_record()._get_business_phrase()
            )
        return super()._get_reclaim_sentence()

    def _describe_reclaim(self):
        row = super()._describe_reclaim()
        customer = self.placement_id or self.partner_id
        outcome = customer._get_business_outcome(self.pool_id, self.user_id)
        return row | {"is_kept": False} | ({"why": f"{row['why']}. {outcome}"} if outcome else {})

    def _describe_kept(self, due):
        """Return the row of the dry run for a customer that open business keeps."""
        rule = self.env["sales.pool.rule"].browse(due.key)
        why = self.env._(
            "Stays, though due by “%(rule)s”: %(business)s",
            rule=rule.name,
            business=self._get_record()._get_business_phrase(),
        )
        return self._describe_reclaim() | {
            "reclaim_at": fields.Datetime.to_string(due.moment),
            "target_pool_id": False,
            "rule_id": rule.id,
            "why": why,
            "explanation": why,
            "is_kept": True,
        }
