from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

OWNERSHIP_FIELDS = {"user_id", "pool_id"}


class SalesPool(models.Model):
    """Conditions that people write into pools and rules, as domains whose truth changes with an event only."""

    _inherit = "sales.pool"

    @api.model
    def _parse_domain(self, text):
        return Domain(literal_eval(text or "[]"))

    @api.model
    def _check_domain(self, text, kind):
        """Refuse domains whose truth can change without an event: dotted paths, computed fields, relative dates."""
        model = self.env[self._get_record_model(kind)]
        try:
            domain = self._parse_domain(text)
            domain.validate(model)
        except (ValueError, SyntaxError, TypeError) as error:
            raise ValidationError(
                self.env._("The condition %s cannot be read. Use fixed values only, no relative dates.", text)
            ) from error
        for condition in domain.iter_conditions():
            self._check_condition(condition, model)

    @api.model
    def _check_condition(self, condition, model):
        name = condition.field_expr
        field = model._fields.get(name)
        if field is None or not field.store:
            raise ValidationError(
                self.env._("Pool rules read fields stored on the record itself: “%s” is not one.", name)
            )
        if name in OWNERSHIP_FIELDS:
            raise ValidationError(self.env._("Pool rules cannot ask for the salesperson or the pool."))
        if field.type in ("date", "datetime") and not self._is_fixed_date(condition.value):
            raise ValidationError(
                self.env._("Pool rules cannot use relative dates such as %s: write a fixed date.", condition.value)
            )

    @api.model
    def _is_fixed_date(self, value):
        values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        try:
            [fields.Datetime.to_datetime(entry) for entry in values]
        except ValueError:
            return False
        return True

    @api.model
    @tools.ormcache("model_name")
    def _get_watched_fields(self, model_name):
        """Return the names of the fields that entry and reclaim rules on a model read."""
        # sudo: everybody's save has to notice what everybody's rules read
        pools = self.sudo().search([("kind", "=", "lead" if model_name == "crm.lead" else "customer")])
        texts = [
            *pools.mapped("entry_domain"),
            *pools.rule_ids.mapped("domain"),
            *pools.rule_ids.mapped("exempt_domain"),
        ]
        conditions = [condition for text in texts for condition in self._parse_domain(text).iter_conditions()]
        return frozenset(condition.field_expr for condition in conditions) - {"id"}
