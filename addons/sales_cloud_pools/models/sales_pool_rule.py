from collections import namedtuple
from datetime import datetime

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools.deadline import Condition

RuleTerms = namedtuple("RuleTerms", "domains units amounts is_working_time protected_until max_days")


class SalesPoolRule(models.Model):
    """When records go back to the pool.

    A rule fires when all its conditions are overdue; of several rules the first to fire counts. A rule narrows the held
    records with a domain, and spares those of its exemption. A bridge adds a condition as a column, an entry in
    ``_get_condition_units``, an ``_anchor_<column>`` and a sentence in ``_get_condition_phrases``.
    """

    _name = "sales.pool.rule"
    _description = "Reclaim Rule"
    _order = "pool_id, sequence, id"
    _check_company_auto = True

    pool_id = fields.Many2one("sales.pool", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pool_id.company_id", store=True)
    kind = fields.Selection(related="pool_id.kind")
    business_line_id = fields.Many2one(related="pool_id.business_line_id")
    record_model = fields.Char(related="pool_id.record_model")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    domain = fields.Char("Applies To", default="[]")
    exempt_domain = fields.Char("Except", help="Records that this rule never takes. Empty: no exception.")
    has_exemption = fields.Boolean("With Exceptions", compute="_compute_has_exemption", readonly=False)
    target_pool_id = fields.Many2one(
        "sales.pool",
        "Goes To",
        check_company=True,
        ondelete="restrict",
        domain="[('kind', '=', kind), ('business_line_id', '=', business_line_id)]",
        help="Empty: the same pool.",
    )
    is_working_time = fields.Boolean("Working Days", default=True, help="Days and hours of the pool's calendar only.")
    followup_days = fields.Integer("No Follow-up for", help="Days since the last follow-up. 0: does not matter.")
    first_followup_hours = fields.Integer(
        "No First Follow-up within", help="Hours since receiving. 0: does not matter."
    )
    convert_days = fields.Integer("Not Converted within", help="Days since receiving. 0: does not matter.")
    opportunity_days = fields.Integer("No New Opportunity for", help="Days. 0: does not matter.")
    won_days = fields.Integer("Nothing Won for", help="Days. 0: does not matter.")
    max_protection_days = fields.Integer(
        "Protected at Most",
        help="Follow-ups renew the protection up to so many days after receiving. 0: as in the pool.",
    )
    protected_until = fields.Date(help="The rule takes nothing up to and including this day.")
    explanation = fields.Char(compute="_compute_explanation")

    _check_numbers = models.Constraint(
        "CHECK (followup_days >= 0 AND first_followup_hours >= 0 AND convert_days >= 0"
        " AND opportunity_days >= 0 AND won_days >= 0 AND max_protection_days >= 0)",
        "Days and hours of a rule are positive numbers; 0 means that the condition does not matter.",
    )

    @api.depends_context("lang")
    @api.depends(lambda self: [*self._get_condition_units(), "protected_until", "is_working_time"])
    def _compute_explanation(self):
        for rule in self:
            rule.explanation = self.env._(" and ").join(rule._get_condition_phrases())

    @api.depends("exempt_domain")
    def _compute_has_exemption(self):
        for rule in self:
            rule.has_exemption = (rule.exempt_domain or "[]") != "[]"

    @api.onchange("has_exemption")
    def _onchange_has_exemption(self):
        if not self.has_exemption:
            self.exempt_domain = False

    @api.constrains(lambda self: [*self._get_condition_units(), "protected_until"])
    def _check_has_condition(self):
        for rule in self:
            if not any(rule[name] for name in self._get_condition_units()):
                raise ValidationError(
                    self.env._("The rule “%s” has no condition: it would never take a record. Fill in one.", rule.name)
                )

    @api.constrains("domain", "exempt_domain", "pool_id")
    def _check_domains(self):
        for rule in self:
            rule.pool_id._check_domain(rule.domain, rule.kind)
            rule.pool_id._check_domain(rule.exempt_domain, rule.kind)

    @api.constrains("target_pool_id", "pool_id")
    def _check_target_kind(self):
        for rule in self.filtered("target_pool_id"):
            target, pool = rule.target_pool_id, rule.pool_id
            if (target.kind, target.business_line_id) != (pool.kind, pool.business_line_id):
                raise ValidationError(
                    self.env._("“%s” holds other records. Choose a pool of the same kind.", rule.target_pool_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._after_change()
        return rules

    def write(self, vals):
        pools = self.pool_id
        result = super().write(vals)
        (pools | self.pool_id)._queue_deadlines()
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        pools = self.pool_id
        result = super().unlink()
        pools._queue_deadlines()
        self.env.registry.clear_cache()
        return result

    def _after_change(self):
        self.pool_id._queue_deadlines()
        self.env.registry.clear_cache()

    # ------------------------------------------------------------------
    # MATCHING
    # ------------------------------------------------------------------

    def _filter_records(self, records):
        """Return the records that this rule is about."""
        domain, exempt = self._get_terms().domains
        matching = records.filtered_domain(domain)
        return matching if exempt.is_true() else matching - matching.filtered_domain(exempt)

    def _get_conditions(self, holding, record, calendar):
        """Return the conditions of this rule for a holding, see ``tools.deadline.Condition``."""
        terms = self._get_terms()
        conditions = tuple(
            Condition(
                name,
                getattr(self, f"_anchor_{name}")(holding, record),
                amount,
                terms.units[name],
                terms.is_working_time,
                (holding.date_start, terms.max_days) if name == "followup_days" and terms.max_days else None,
            )
            for name, amount in terms.amounts.items()
        )
        if terms.protected_until:
            until = calendar.end_of_day(terms.protected_until)
            conditions += (Condition("protected_until", until, 0, "date", False),)
        return conditions

    @tools.ormcache("self.id")
    def _get_terms(self):
        """Return what the rule says as plain values: deadlines are computed with every save and note."""
        self.ensure_one()
        # sudo: rules bind whoever causes the computation
        rule, units = self.sudo(), self._get_condition_units()
        parse = rule.pool_id._parse_domain
        return RuleTerms(
            domains=(parse(rule.domain), parse(rule.exempt_domain)),
            units=units,
            amounts={name: rule[name] for name in units if rule[name]},
            is_working_time=rule.is_working_time,
            protected_until=rule.protected_until,
            max_days=rule._get_max_protection_days(),
        )

    def _get_target(self, pool):
        """Return where records of a pool go by this rule; by none, they stay in their pool."""
        return self.target_pool_id.filtered("active") or pool

    def _get_max_protection_days(self):
        """Return how many days after receiving follow-ups protect at most, 0 without end."""
        return self.max_protection_days or self.pool_id.max_protection_days

    @api.model
    def _get_condition_units(self):
        """Return {column: "day" or "hour"} of the conditions."""
        return {
            "followup_days": "day",
            "first_followup_hours": "hour",
            "convert_days": "day",
            "opportunity_days": "day",
            "won_days": "day",
        }

    def _get_condition_phrases(self):
        """Return the conditions as parts of a sentence, in the user's language."""
        self.ensure_one()
        sentences = {
            "followup_days": self.env._("no follow-up for %(number)s %(unit)s"),
            "first_followup_hours": self.env._("no first follow-up within %(number)s %(unit)s"),
            "convert_days": self.env._("not converted within %(number)s %(unit)s"),
            "opportunity_days": self.env._("no new opportunity for %(number)s %(unit)s"),
            "won_days": self.env._("nothing won for %(number)s %(unit)s"),
        } | self._get_bridge_phrases()
        units = self._get_units()
        phrases = [
            sentences[name] % {"number": self[name], "unit": units[unit]}
            for name, unit in self._get_condition_units().items()
            if self[name]
        ]
        if self.protected_until:
            until = fields.Date.to_string(self.protected_until)
            phrases.append(self.env._("protected until %s", until))
        return phrases

    def _get_units(self):
        """Return {"day", "hour": the word for what this rule counts}, in the user's language."""
        if self.is_working_time:
            return {"day": self.env._("working days"), "hour": self.env._("working hours")}
        return {"day": self.env._("days"), "hour": self.env._("hours")}

    def _get_bridge_phrases(self):
        """Return {column: phrase with %(number)s and %(unit)s} of conditions that other addons add."""
        return {}

    # Anchors: the UTC moment a condition counts from, None if it cannot become overdue for this holding.

    def _anchor_followup_days(self, holding, record):
        return max(record.last_followup_at or datetime.min, holding.date_start)

    def _anchor_first_followup_hours(self, holding, record):
        done = record.last_followup_at and record.last_followup_at >= holding.date_start
        return None if done else holding.date_start

    def _anchor_convert_days(self, holding, record):
        return holding.date_start

    def _anchor_opportunity_days(self, holding, record):
        return max(record._get_last_opportunity_at() or datetime.min, holding.date_start)

    def _anchor_won_days(self, holding, record):
        return max(record._get_last_won_at() or datetime.min, holding.date_start)
