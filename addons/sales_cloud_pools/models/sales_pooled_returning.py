from odoo import api, models
from odoo.fields import Domain

from ..tools.returning import Release


class SalesPooledMixin(models.AbstractModel):
    """Who knows the customer of a free record; a concrete model says where to look."""

    _inherit = "sales.pooled.mixin"

    def _find_known(self, since):
        """Return who knows the customers of these records; for the superuser.

        :param since: UTC moment from when on released holdings count
        :return: ({record id: id of the user who works with the customer now}, {record id: [Release]})
        """
        raise NotImplementedError

    def _find_own_releases(self, since):
        """Return {record id: [Release]} of holdings of these very records whose customer wrote afterwards.

        Who gives a record back does not get it again by itself: only the customer's own word brings it back.
        """
        field = self._get_holding_field()
        releases = self._group_releases(self._get_ledger_domain() & Domain(field, "in", self.ids), since, field)
        heard = self._get_last_heard(list(releases), since) if releases else {}
        return {
            record_id: [release for release in released if release.moment < heard[record_id]]
            for record_id, released in releases.items()
            if record_id in heard
        }

    @api.model
    def _group_releases(self, domain, since, field):
        """Return {record id: [Release]} of the holdings of a domain that ended after a moment."""
        ended = self.env["sales.pool.holding"].search_fetch(
            domain & Domain("date_end", ">=", since), [field, "user_id", "date_end", "end_reason"]
        )
        return {
            record.id: [Release(row.date_end, row.user_id.id, row.end_reason) for row in rows]
            for record, rows in ended.grouped(field).items()
        }

    @api.model
    def _get_last_heard(self, ids, since):
        """Return {record id: UTC moment of the last message from outside}."""
        domain = [
            ("model", "=", self._name),
            ("res_id", "in", ids),
            ("date", ">", since),
            ("message_type", "in", ("email", "sms")),
            "|",
            ("author_id", "=", False),
            ("author_id.partner_share", "=", True),
        ]
        # sudo: when a customer wrote, not what
        return dict(self.env["mail.message"].sudo()._read_group(domain, ["res_id"], ["date:max"]))
