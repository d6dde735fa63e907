from odoo import api, fields, models

from ..tools.credit import credit_day


class SalesCreditPolicy(models.Model):
    """When a metric counts, in one company: which date, until which day of the month, and for which business.

    Without a policy a metric counts on the day of its event, in calendar months, for every kind of business. A changed
    policy judges what happens from then on; the check of the ledger shows what it would have changed before.
    """

    _name = "sales.credit.policy"
    _description = "Credit Policy"
    _order = "company_id, sequence, id"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    sequence = fields.Integer(default=10)
    metric = fields.Selection(
        lambda self: self.env["sales.credit"]._fields["metric"]._description_selection(self.env), required=True
    )
    date_basis = fields.Selection(
        [("event", "Day of the event"), ("entry", "Day of entry")],
        "Date",
        default="event",
        required=True,
        help="The event of a win is its closing, of an order its confirmation, of a contract its signature, "
        "of an invoice its date, of a receipt the value date of the money.",
    )
    cutoff_day = fields.Integer(
        "Cut-off Day",
        help="Last day of a month that counts to it; later days count to the next month. 0: calendar months.",
    )
    is_late_moved = fields.Boolean(
        "Move Late Entries", help="What is entered too late for its month counts on the day of entry."
    )
    late_days = fields.Integer("Grace Days", help="So many days after the end of its month an entry is still in time.")
    count_new = fields.Boolean("New Business", default=True)
    count_renewal = fields.Boolean("Renewals", default=True)
    count_upsell = fields.Boolean("Up-sell", default=True)
    summary = fields.Text("In Words", compute="_compute_summary")

    _metric_once = models.UniqueIndex("(company_id, metric)", "This company has a policy for this metric already.")
    _cutoff_range = models.Constraint(
        "CHECK (cutoff_day BETWEEN 0 AND 28)", "The cut-off is a day from 1 to 28, or 0 for calendar months."
    )
    _late_days_positive = models.Constraint("CHECK (late_days >= 0)", "Grace days cannot be negative.")

    @api.depends("metric")
    def _compute_display_name(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for policy in self:
            policy.display_name = labels.get(policy.metric, "")

    @api.depends("date_basis", "cutoff_day", "is_late_moved", "late_days", "count_new", "count_renewal", "count_upsell")
    def _compute_summary(self):
        for policy in self:
            policy.summary = "\n".join(policy._describe())

    def _describe(self):
        """Return the policy in words, a sentence per line."""
        self.ensure_one()
        bases = dict(self._fields["date_basis"]._description_selection(self.env))
        lines = [self.env._("Counts on: %s.", bases[self.date_basis])]
        if self.cutoff_day:
            lines.append(self.env._("After day %s of a month it counts to the next month.", self.cutoff_day))
        if self.is_late_moved:
            lines.append(
                self.env._(
                    "Entered more than %s days after the month's end, it counts on the day of entry.", self.late_days
                )
            )
        if not (self.count_new and self.count_renewal and self.count_upsell):
            names = ("count_new", "count_renewal", "count_upsell")
            labels = [
                self._fields[name].get_description(self.env, ["string"])["string"] for name in names if self[name]
            ]
            lines.append(self.env._("Only for: %s.", ", ".join(labels) or self.env._("nothing")))
        return lines

    @api.model
    def _get_policies(self):
        """Return {(company id, metric): policy}."""
        # sudo: policies bind people who may not read them
        return {
            (policy.company_id.id, policy.metric): policy for policy in self.sudo().search([("metric", "!=", False)])
        }

    def _get_day(self, document, date):
        """Return the day on which an event of ``date`` counts."""
        self.ensure_one()
        entered = self.env["sales.credit"]._get_company_day(self.company_id)
        day = entered if self.date_basis == "entry" else document._get_credit_day(self.date_basis, date)
        return credit_day(day, entered, self.cutoff_day, self.late_days if self.is_late_moved else None)

    def _is_kind_counted(self, kind):
        return {"new": self.count_new, "renewal": self.count_renewal, "upsell": self.count_upsell}[kind]
