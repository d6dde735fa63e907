from collections import namedtuple
from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ..tools.returning import returning_owner

#: Whose record it is: ``user`` id, and the moment when that person let it go, None while the person works with it.
Owner = namedtuple("Owner", "user moment")


class SalesPool(models.Model):
    """Customers who come back go to the person who works with them, else to the one who let them go not long ago."""

    _inherit = "sales.pool"

    is_returning_kept = fields.Boolean(
        "Known Customers Stay",
        help="What comes from a customer with whom a member of the pool works goes to that person first.",
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
        owners = {
            record.id: Owner(*returning_owner(present.get(record.id), releases.get(record.id, ()), since))
            for record in records
        }
        return {record_id: owner for record_id, owner in owners.items() if owner.user}

    def _explain_returning(self, owner):
        """Say why a record belongs to this owner."""
        name = self.env["res.users"].browse(owner.user).name
        if not owner.moment:
            return self.env._("%s works with this customer", name)
        day = format_date(self.env, self._get_work_calendar().local_date(owner.moment))
        return self.env._("The customer came back: %(user)s had it until %(day)s", user=name, day=day)
