from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import retention
from .sales_collection import OPEN_STATES

HELD = "retention"
TOPIC = "retention"


class SalesCollection(models.Model):
    """Retention money (质保金): due some months after acceptance, apart from the rest until then, released or deducted.

    Released means that the customer agreed to pay, maybe earlier; deducted that a part is given up for defects, which
    is approved.
    """

    _name = "sales.collection"
    _inherit = ["sales.collection", "sales.approval.mixin"]
    is_retention = fields.Boolean(
        "Retention", readonly=True, help="Money that the customer keeps back until the warranty is over."
    )
    due_months = fields.Integer("Months After", help="Counted before the days.")
    date_retention_released = fields.Date("Released On", readonly=True, copy=False, tracking=True)
    retention_released_by_id = fields.Many2one("res.users", "Released By", readonly=True, copy=False)
    retention_reason = fields.Char("Reason of the Release", readonly=True, copy=False, tracking=True)
    age_bucket = fields.Selection(selection_add=[(HELD, "Retention, Not Due"), ("undated",)])

    _retention_idx = models.Index("(company_id, date_due) WHERE is_retention")
    _due_months_range = models.Constraint(
        "CHECK (due_months BETWEEN 0 AND 120)", "An instalment is due between 0 and 120 months after its due base."
    )

    @api.model
    def _get_decided_fields(self):
        released = {"date_retention_released", "retention_released_by_id", "retention_reason"}
        return super()._get_decided_fields() | released

    def write(self, vals):
        if not {"is_retention", "due_months"}.isdisjoint(vals):
            self.contract_id._check_not_submitted()
        return super().write(vals)

    def _get_date_due(self, anchors):
        return super()._get_date_due(retention.shift(anchors, self.due_months) if self.due_months else anchors)

    # ------------------------------------------------------------
    # AGEING: RETENTION MONEY STANDS APART UNTIL IT IS DUE
    # ------------------------------------------------------------

    @api.depends("is_retention")
    @api.depends_context("tz")
    def _compute_age(self):
        super()._compute_age()
        today = fields.Date.context_today(self)
        for line in self.filtered("is_retention"):
            if retention.is_held(line.state in OPEN_STATES, line.date_due, today):
                line.age_bucket = HELD

    def _get_held_domain(self):
        not_due = Domain("date_due", "=", False) | Domain("date_due", ">=", fields.Date.context_today(self))
        return Domain("is_retention", "=", True) & Domain("state", "in", OPEN_STATES) & not_due

    def _get_bucket_domain(self, wanted):
        if wanted == HELD:
            return self._get_held_domain()
        found = super()._get_bucket_domain(wanted)
        return found & Domain("is_retention", "!=", True) if wanted in ("current", "undated") else found

    def _age_bucket_to_sql(self, column):
        return SQL(
            "(CASE WHEN %s AND %s IN %s AND COALESCE(%s >= %s, TRUE) THEN %s ELSE %s END)",
            column("is_retention"),
            column("state"),
            OPEN_STATES,
            column("date_due"),
            fields.Date.context_today(self),
            HELD,
            super()._age_bucket_to_sql(column),
        )

    # ------------------------------------------------------------
    # RELEASE
    # ------------------------------------------------------------

    def action_release_retention(self, reason, date_due=None):
        """Record that the customer agreed to pay its retention money (sales managers and finance).

        :param str reason: why, for example that the warranty ended without a claim
        :param date_due: day on which it is due now, where that is not the planned one
        :raise UserError: no retention money, paid or waived, released already, or no reason
        """
        self._check_may_waive()
        self._check_retention(reason)
        released = self.filtered("date_retention_released")
        if released:
            raise UserError(self.env._("%s is released already.", released[0].display_name))
        vals = {
            "date_retention_released": fields.Date.context_today(self),
            "retention_released_by_id": self.env.uid,
            "retention_reason": reason.strip(),
        }
        if date_due:
            vals |= {"due_base": "fixed", "due_months": 0, "due_fixed_date": date_due, "date_due": date_due}
        self.sudo().write(vals)  # sudo: who may release was checked, and nobody else writes it
        return True

    def _check_retention(self, reason):
        for line in self:
            if not line.is_retention:
                raise UserError(self.env._("%s is no retention money. Choose another instalment.", line.display_name))
            if line.state not in OPEN_STATES:
                raise UserError(self.env._("Nothing of %s is open any more.", line.display_name))
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason: it stays with the retention money."))

    # ------------------------------------------------------------
    # DEDUCTION
    # ------------------------------------------------------------

    def action_request_deduction(self, amount, reason):
        """Ask to give up a part of retention money for defects (whoever may change the instalment).

        :param float amount: in the contract's currency, tax included, at most what is open
        :param str reason: what the customer claims
        :return: True; the deduction is made when the request is approved
        :raise UserError: no retention money, or more than is open; a part of what is invoiced
        """
        self.ensure_one()
        self.check_access("write")
        self._check_retention(reason)
        amount = self.currency_id.round(amount)
        self._check_deduction(amount)
        self._request_approval(
            lambda instalment: instalment.env._("Deduction from %s", instalment.display_name),
            reason=reason,
            amount=amount,
            currency=self.currency_id,
            topic=TOPIC,
            payload={"amount": amount, "reason": reason.strip()},
        )
        return True

    def _check_deduction(self, amount):
        compare = self.currency_id.compare_amounts
        if compare(amount, 0.0) <= 0 or compare(amount, self.amount_residual) > 0:
            raise UserError(
                self.env._(
                    "Between nothing and %(residual)s can be deducted from %(name)s.",
                    residual=self.currency_id.format(self.amount_residual),
                    name=self.display_name,
                )
            )
        if compare(amount, self.amount_residual) and self.is_kept:
            raise UserError(
                self.env._(
                    "%s is invoiced or partly paid, so a part of it cannot be set apart. Credit the part on the "
                    "invoice, or register what the customer pays first and deduct the rest.",
                    self.display_name,
                )
            )

    def _deduct(self, amount):
        """Give up ``amount``: the whole rest, or a part that becomes a waived instalment of its own."""
        self._check_deduction(amount)
        if not self.currency_id.compare_amounts(amount, self.amount_residual):
            self.sudo().is_waived = True  # sudo: the approval decided it
            return
        self.amount = self.currency_id.round(self.amount - amount)
        # sudo: as for the whole rest
        self.sudo().copy(
            {
                "contract_id": self.contract_id.id,
                "name": self.env._("%s, deducted", self.name),
                "amount": amount,
                "date_due": self.date_due,
                "is_waived": True,
            }
        )

    # ------------------------------------------------------------
    # APPROVAL
    # ------------------------------------------------------------

    def _check_may_waive(self):
        """Retention money that is being judged is not waived meanwhile."""
        super()._check_may_waive()
        self._check_approval_unlocked(TOPIC)

    def _get_approval_team(self):
        return self.team_id

    def _get_approval_details(self):
        return "\n".join(
            [
                self.env._("Customer: %s", self.partner_id.display_name),
                self.env._("Contract: %s", self.contract_id.display_name),
                self.env._("Open: %s", self.currency_id.format(self.amount_residual)),
            ]
        )

    def _get_approval_protected_fields(self):
        return super()._get_approval_protected_fields() | {"amount", "contract_id", "is_waived"}

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == TOPIC:
            self._deduct(approval.payload["amount"])
            self._message_log(body=self.env._("Deducted: %s", approval.payload["reason"]))
