import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class SalesApprovalCondition(models.AbstractModel):
    """When something of an approval rule applies: from an amount on, and to documents that match a domain.

    A concrete model has ``model`` (of the document), and says where the currency comes from.
    """

    _name = "sales.approval.condition"
    _description = "Condition of an Approval"

    domain = fields.Char("Conditions", default="[]", required=True, help="Stored fields of the document itself.")
    currency_id = fields.Many2one("res.currency")
    min_amount = fields.Monetary("From Amount", help="It applies to requests of this amount or more.")

    _amount_not_negative = models.Constraint("CHECK (min_amount >= 0)", "The amount of a rule cannot be negative.")

    @api.constrains("domain")
    def _check_domain(self):
        for row in self:
            document = self.env[row.model]
            try:
                domain = row._get_domain()
                domain.validate(document)
                names = {condition.field_expr for condition in domain.iter_conditions()}
                wrong = [name for name in names if "." in name or not document._fields[name].store]
            except (ValueError, SyntaxError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of “%s” cannot be read. Choose them again in the editor.", row.display_name
                    )
                ) from error
            if wrong:
                raise ValidationError(
                    self.env._(
                        "The conditions of “%(name)s” use “%(field)s”. Choose stored fields of the document itself.",
                        name=row.display_name,
                        field=wrong[0],
                    )
                )

    def _get_domain(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _describe_condition(self):
        """Return in words when it applies, as a list of parts."""
        parts = [self.env._("from %s", self.currency_id.format(self.min_amount))] if self.min_amount else []
        if count := self._count_conditions():
            parts.append(self.env._("%s condition(s)", count))
        return parts

    def _count_conditions(self):
        try:
            return sum(1 for _condition in self._get_domain().iter_conditions())
        except (ValueError, SyntaxError):
            return 0

    def _applies_to(self, document, amount, currency, company):
        """Say whether it applies to a request of an amount, in ``currency``, on a document of ``company``."""
        self.ensure_one()
        amount = currency._convert(amount, self.currency_id, company, fields.Date.context_today(self))
        if self.currency_id.compare_amounts(amount, self.min_amount) < 0:
            return False
        # sudo: the conditions are read from the document, whatever of it the requester may see
        return bool(document.sudo().filtered_domain(self._get_domain()))
