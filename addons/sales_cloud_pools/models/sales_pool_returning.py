from collections import namedtuple
from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ..tools.returning import returning_owner

#: Whose record it is: ``user`` id, the moment when that person let it go, None while the person works with it, and
#: whether nothing but the name of the company tells so.
Owner = namedtuple("Owner", "user moment is_by_name")


class SalesPool(models.Model):
    """Customers who come back go to the person who works with them, else to the one who let them go not long ago."""

    _inherit = "sales.pool"

    is_returning_kept = fields.Boolean(
        "Known Customers Stay",
        help="What comes from a customer with whom a member of the pool works goes to that person first. A customer is "
        "recognised by its contact, phone or email, else by a company name that only one company bears.",
    )
    returning_days = fields.Integer(
        "Back to Previous Holder",
        default=30,
        help="Customers who come back within these days go to who held them last, unless a rule or a manager took "
        "them away. 0: only to who works with them now.",
    )

    _check_returning_days = models.Constraint(
        "CHECK (returning_days >= 0)", "The days to the previous holder are a positive number; 0 switches it off."
    )

    def _find_returning(self, records):
        """Return {record id: Owner} of those of these free records that somebody knows already."""
        self.ensure_one()
        if not self.is_returning_kept or not records:
            return {}
        since = fields.Datetime.now() - timedelta(days=self.returning_days)
        present, releases = records._find_known(since)
        strangers = records.filtered(lambda record: not present.get(record.id) and not releases.get(record.id))
        owners = self._pick_owners(records - strangers, present, releases, since)
        return owners | self._pick_owners(strangers, *strangers._find_known_by_name(since), since, is_by_name=True)

    def _pick_owners(self, records, present, releases, since, is_by_name=False):
        """Return {record id: Owner} of those of these records that come back to somebody."""
        owners = {
            record.id: returning_owner(present.get(record.id), releases.get(record.id, ()), since) for record in records
        }
        return {record_id: Owner(*owner, is_by_name) for record_id, owner in owners.items() if owner[0]}

    def _explain_returning(self, owner):
        """Say why a record belongs to this owner."""
        name = self.env["res.users"].browse(owner.user).name
        if not owner.moment:
            return (
                self.env._("%s works with the company of this name", name)
                if owner.is_by_name
                else self.env._("%s works with this customer", name)
            )
        day = format_date(self.env, self._get_work_calendar().local_date(owner.moment))
        if owner.is_by_name:
            return self.env._("A company of this name came back: %(user)s had it until %(day)s", user=name, day=day)
        return self.env._("The customer came back: %(user)s had it until %(day)s", user=name, day=day)
