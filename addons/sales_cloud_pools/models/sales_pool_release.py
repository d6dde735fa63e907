from odoo import fields, models
from odoo.fields import Domain


class SalesPool(models.Model):
    """What happens to open business when its customer goes back: opportunities, and what bridges add."""

    _inherit = "sales.pool"

    open_business = fields.Selection(
        [
            ("keep", "It stays with who works on it"),
            ("block", "It keeps the customer from going back"),
            ("move", "It goes to a person"),
        ],
        required=True,
        default="keep",
        help="Open opportunities, quotations and active contracts of a customer that goes back to the pool.",
    )
    release_user_id = fields.Many2one(
        "res.users",
        "New Owner",
        ondelete="restrict",
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        help="Receives the open business of customers that go back. Customers that are handed over take theirs along.",
    )

    _check_release = models.Constraint(
        "CHECK (open_business <> 'move' OR release_user_id IS NOT NULL)", "Name the person who receives open business."
    )

    def write(self, vals):
        result = super().write(vals)
        if "open_business" in vals:
            self._queue_deadlines()
        return result

    def simulate_reclaim(self, at=None):
        """Return what reclaim would take back, see ``super``, and what open business keeps from going back.

        :return: rows of the latter have ``is_kept`` True
        """
        rows = super().simulate_reclaim(at=at)
        moment = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        # sudo: managers see what their pools would do
        blocking = self.sudo().filtered(lambda pool: pool.kind == "customer" and pool.open_business == "block")
        return rows + [row for pool in blocking for row in pool._describe_kept(moment)]

    def _describe_kept(self, moment):
        """Return the rows of the customers that would be due at a moment if nothing were open."""
        records = self._get_records()
        running = Domain("pool_id", "=", self.id) & Domain("date_end", "=", False)
        holdings = self.env["sales.pool.holding"].search(
            running & Domain(self._get_record_field(), "any", records._get_open_business_domain())
        )
        due = holdings._get_deadlines(self)
        kept = holdings.filtered(lambda each: due[each].moment and due[each].moment <= moment)
        return [holding._describe_kept(due[holding]) for holding in kept.sorted(lambda each: due[each].moment)]
