from odoo import fields, models

SETTINGS = {"is_clock_stopped", "max_protection_days"}


class SalesPool(models.Model):
    """How far holders may be protected beyond the rules: maximum, extensions, locks."""

    _inherit = "sales.pool"

    max_protection_days = fields.Integer(
        "Protected at Most",
        help="Follow-ups renew the protection up to so many days after receiving, counted as in the rule. "
        "0: without end. A rule may have its own maximum.",
    )
    is_extension_allowed = fields.Boolean(
        "Holders Ask for More Time", default=True, help="The holder asks with a reason before a record goes back."
    )
    extension_limit = fields.Integer("Times", default=2, help="Extensions of one holding. 0 is no limit.")
    extension_days_limit = fields.Integer("Days in All", default=30, help="Of all extensions of one holding. 0: any.")
    is_extension_approved = fields.Boolean(
        "Needs Approval",
        default=True,
        help="By the approval rules for pool holdings; without one, a manager of the pool decides. "
        "Off: granted at once, within the limits.",
    )
    is_clock_stopped = fields.Boolean(
        "Waits for the Decision", help="While a request is pending the record does not go back."
    )
    lock_limit = fields.Integer("Locked at Most", help="Locked records per holder. 0 is no limit.")
    is_owner_lock_allowed = fields.Boolean("Holders Lock", help="Holders lock their own records, within the limit.")

    _check_protection = models.Constraint(
        "CHECK (max_protection_days >= 0 AND extension_limit >= 0 AND extension_days_limit >= 0 AND lock_limit >= 0)",
        "Limits of protection are positive numbers; 0 is no limit.",
    )

    def write(self, vals):
        result = super().write(vals)
        if not SETTINGS.isdisjoint(vals):
            self._queue_deadlines()
        return result
