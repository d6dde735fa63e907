from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SalesPeriod(models.Model):
    """A span of days whose credit may be closed.

    Nothing is booked into a locked period: later events of its documents count on the first open day after it.
    """

    _name = "sales.period"
    _description = "Credit Period"
    _order = "date_start desc"

    name = fields.Char(required=True)
    date_start = fields.Date(required=True)
    date_end = fields.Date(required=True)
    state = fields.Selection([("open", "Open"), ("locked", "Locked")], default="open", required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)

    _dates_ordered = models.Constraint("CHECK (date_start <= date_end)", "A period must start before it ends.")

    @api.constrains("date_start", "date_end", "company_id")
    def _check_overlap(self):
        for period in self:
            other = self.search(
                [
                    ("id", "!=", period.id),
                    ("company_id", "=", period.company_id.id),
                    ("date_start", "<=", period.date_end),
                    ("date_end", ">=", period.date_start),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "The period “%(name)s” overlaps “%(other)s”. Choose days that no other period covers.",
                        name=period.name,
                        other=other.name,
                    )
                )

    def write(self, vals):
        if not {"date_start", "date_end", "company_id"}.isdisjoint(vals):
            self._check_unlocked()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_unlocked()

    def _check_unlocked(self):
        locked = self.filtered(lambda period: period.state == "locked")[:1]
        if locked:
            raise UserError(
                self.env._("The period “%s” is locked, so its days do not change. Unlock it first.", locked.name)
            )

    def action_lock(self):
        """Close the periods: no credit is booked into them any more."""
        self.write({"state": "locked"})

    def action_unlock(self):
        """Open the periods again."""
        self.write({"state": "open"})

    @api.model
    def _get_locked_spans(self):
        """Return {company id: [(first day, last day) of each locked period]}."""
        # sudo: whoever wins a deal books credit, and must respect locks without being allowed to read periods
        spans = defaultdict(list)
        for period in self.sudo().search([("state", "=", "locked")]):
            spans[period.company_id.id].append((period.date_start, period.date_end))
        return spans
