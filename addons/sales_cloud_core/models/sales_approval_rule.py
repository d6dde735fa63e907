import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class SalesApprovalRule(models.Model):
    """Who approves which documents: rows in sequence, the first that matches decides the route.

    A row matches by document type, topic, company, amount and a domain on stored fields of the document. Its levels
    are copied into the request, so a changed rule never alters what is under way.
    """

    _name = "sales.approval.rule"
    _description = "Approval Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    model = fields.Selection(
        lambda self: self._get_approval_models(),
        "Document",
        required=True,
        default=lambda self: self._get_approval_models()[0][0],
    )
    topic = fields.Selection(
        lambda self: self._get_approval_topics(), help="Empty: whatever is requested for this kind of document."
    )
    domain = fields.Char("Conditions", default="[]", required=True, help="Stored fields of the document itself.")
    min_amount = fields.Monetary("From Amount", help="The rule applies to requests of this amount or more.")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    level_ids = fields.One2many("sales.approval.rule.level", "rule_id", "Levels", copy=True)
    summary = fields.Text("In Words", compute="_compute_summary")

    _amount_not_negative = models.Constraint("CHECK (min_amount >= 0)", "The amount of a rule cannot be negative.")

    @api.model
    def _get_approval_models(self):
        """Return [(model, label)] of the documents that can be approved; they inherit `sales.approval.mixin`."""
        return [("crm.lead", self.env._("Opportunity"))]

    @api.model
    def _get_approval_topics(self):
        """Return [(code, label)] of what can be requested; other addons append theirs."""
        return [("split", self.env._("Split change"))]

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("model", "topic", "domain", "min_amount", "currency_id", "level_ids")
    def _compute_summary(self):
        for rule in self:
            levels = [
                f"{number}. {level._describe()}" for number, level in enumerate(rule.level_ids.sorted("sequence"), 1)
            ]
            rule.summary = "\n".join([rule._describe_scope(), *levels])

    def _describe_scope(self):
        """Return in words what the rule applies to."""
        self.ensure_one()
        labels = dict(self._fields["model"]._description_selection(self.env))
        topics = dict(self._fields["topic"]._description_selection(self.env))
        parts = [labels.get(self.model, "")]
        if self.topic:
            parts.append(topics[self.topic])
        if self.min_amount:
            parts.append(self.env._("from %s", self.currency_id.format(self.min_amount)))
        if count := self._count_conditions():
            parts.append(self.env._("%s condition(s)", count))
        return " · ".join(parts)

    def _count_conditions(self):
        try:
            return sum(1 for _condition in self._get_domain().iter_conditions())
        except (ValueError, SyntaxError):
            return 0

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    @api.constrains("name", "level_ids")
    def _check_levels(self):
        for rule in self:
            if not rule.level_ids:
                raise ValidationError(
                    self.env._("The rule “%s” names nobody who approves. Add at least one level.", rule.name)
                )

    @api.constrains("model", "domain")
    def _check_domain(self):
        for rule in self:
            document = self.env[rule.model]
            try:
                domain = rule._get_domain()
                domain.validate(document)
                names = {condition.field_expr for condition in domain.iter_conditions()}
                wrong = [name for name in names if "." in name or not document._fields[name].store]
            except (ValueError, SyntaxError, KeyError) as error:
                raise ValidationError(
                    self.env._("The conditions of “%s” cannot be read. Choose them again in the editor.", rule.name)
                ) from error
            if wrong:
                raise ValidationError(
                    self.env._(
                        "The conditions of “%(name)s” use “%(field)s”. Choose stored fields of the document itself.",
                        name=rule.name,
                        field=wrong[0],
                    )
                )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_domain(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    @api.model
    def _match(self, document, topic, amount, currency):
        """Return the first rule that applies to a request, empty when none does."""
        company = document._get_approval_company()
        # sudo: rules bind people who may not read them
        rules = self.sudo().search(
            [
                ("active", "=", True),
                ("model", "=", document._name),
                ("topic", "in", [topic, False]),
                ("company_id", "in", [company.id, False]),
            ]
        )
        for rule in rules:
            if rule._applies_to(document, amount, currency, company):
                return rule
        return rules.browse()

    def _applies_to(self, document, amount, currency, company):
        self.ensure_one()
        day = fields.Date.context_today(self)
        amount = currency._convert(amount, self.currency_id, company, day)
        if self.currency_id.compare_amounts(amount, self.min_amount) < 0:
            return False
        # sudo: the conditions are read from the document, whatever of it the requester may see
        return bool(document.sudo().filtered_domain(self._get_domain()))
