from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.sales_cloud_core.tools.money import split_exact

from ..tools import instalments


class SalesCollectionTemplate(models.Model):
    """In which instalments a contract is collected."""

    _name = "sales.collection.template"
    _description = "Collection Plan Template"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the template in every company.")
    line_ids = fields.One2many("sales.collection.template.line", "template_id", "Instalments", copy=True)

    @api.constrains("line_ids")
    def _check_lines(self):
        """Refuse lines that no contract can be planned with."""
        for template in self:
            if all(line.value_type == "percent" for line in template.line_ids):
                template._get_amounts(100.0, 0.01)
            elif template.line_ids.mapped("value_type").count("balance") > 1:
                raise template._plan_refusal(instalments.PlanError("balances"), 0.0, 0.01)

    def _get_amounts(self, total, rounding):
        """Return the instalments that ``total`` is laid out in.

        :raise ValidationError: the lines cannot make the total
        """
        self.ensure_one()
        terms = [instalments.Term(line.value_type, line.value) for line in self.line_ids]
        try:
            return instalments.plan_amounts(total, terms, split_exact, rounding)
        except instalments.PlanError as error:
            raise self._plan_refusal(error, total, rounding) from error

    def _plan_refusal(self, error, total, rounding):
        """Return the friendly sentence for a plan that cannot be made."""
        amount = split_exact(error.amount, [1], rounding)[0]
        texts = {
            "empty": self.env._("The collection plan “%s” has no instalment. Add at least one line.", self.name),
            "balances": self.env._(
                "The collection plan “%s” has two balance lines. Keep one: it takes what the others leave.", self.name
            ),
            "short": self.env._(
                "The lines of the collection plan “%(name)s” leave %(amount)s of %(total)s open. "
                "Add a balance line or raise a percentage.",
                name=self.name,
                amount=f"{amount:,.2f}",
                total=f"{total:,.2f}",
            ),
            "over": self.env._(
                "The lines of the collection plan “%(name)s” exceed the total of %(total)s by %(amount)s. "
                "Lower a percentage or a fixed amount.",
                name=self.name,
                amount=f"{amount:,.2f}",
                total=f"{total:,.2f}",
            ),
        }
        return ValidationError(texts[error.code])
