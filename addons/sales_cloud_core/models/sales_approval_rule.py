from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesApprovalRule(models.Model):
    """Who approves which documents: rows in sequence, the first that matches decides the route.

    A row matches by document type, topic, company, amount and a domain on stored fields of the document. Its levels,
    as far as their own conditions hold, are copied into the request, so a changed rule never alters what is under way.
    """

    _name = "sales.approval.rule"
    _description = "Approval Rule"
    _inherit = "sales.approval.condition"
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
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    level_ids = fields.One2many("sales.approval.rule.level", "rule_id", "Levels", copy=True)
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        check_company=True,
        help="Due times count the hours of this calendar. Empty: every hour counts, day and night.",
    )
    copy_user_ids = fields.Many2many(
        "res.users",
        "sales_approval_rule_copy_rel",
        "rule_id",
        "user_id",
        "Copy To",
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        help="They are told of the request and of its end, and may read it. They decide nothing.",
    )
    judged_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Approved Fields",
        domain="[('model', '=', model), ('store', '=', True), ('ttype', 'not in', ('binary', 'html', 'properties'))]",
        help="What the approvers judge. A later change of one of these fields concerns the approval.",
    )
    on_change = fields.Selection(
        [
            ("void", "Makes the approval void"),
            ("ask", "Makes it void and asks anew"),
            ("refuse", "Is refused"),
        ],
        "A Later Change",
        default="void",
        required=True,
    )
    summary = fields.Text("In Words", compute="_compute_summary")

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
        return " · ".join(parts + self._describe_condition())

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

    @api.constrains("model", "judged_field_ids")
    def _check_model(self):
        self._check_domain()
        for rule in self:
            rule.level_ids._check_domain()
            if strange := rule.judged_field_ids.filtered(lambda field, rule=rule: field.model != rule.model):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is no field of the document that “%(rule)s” is about. Choose other fields.",
                        field=strange[0].field_description,
                        rule=rule.name,
                    )
                )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

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
