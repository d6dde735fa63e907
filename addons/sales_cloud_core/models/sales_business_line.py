from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class SalesBusinessLine(models.Model):
    """A line of business: in each of them a customer may have another owner.

    The main line is what there is without this model: its owner is the salesperson of the customer, and what names no
    line belongs to it. The others matter only while they are switched on in the settings.
    """

    _name = "sales.business.line"
    _description = "Business Line"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the line in every company.")
    is_main = fields.Boolean(
        "Main Line", readonly=True, copy=False, help="The salesperson of a customer is its owner in this line."
    )

    _main_uniq = models.UniqueIndex("(is_main) WHERE is_main", "There is one main business line.")
    _check_main = models.Constraint(
        "CHECK (is_main IS NOT TRUE OR (active AND company_id IS NULL))",
        "The main business line belongs to all companies and stays. Rename it instead.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_main(self):
        if any(self.mapped("is_main")):
            raise UserError(self.env._("The main business line stays. Rename it instead."))

    # ------------------------------------------------------------
    # TOOLING
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache(cache="groups")
    def _is_used(self):
        """Tell whether business lines are switched on in the settings."""
        users = self.env.ref("base.group_user").sudo()  # sudo: a setting of the whole database
        return self.env.ref("sales_cloud_core.group_use_business_lines") in users.all_implied_ids

    @api.model
    @tools.ormcache()
    def _get_main_id(self):
        """Return the id of the main line."""
        # sudo: whoever works with customers works in a line
        return self.sudo().search([("is_main", "=", True)]).id

    @api.model
    def _get_main(self):
        """Return the main line."""
        return self.browse(self._get_main_id())

    def _get_deal_domain(self):
        """Return the domain of the opportunities of this line; those that name none belong to the main one."""
        self.ensure_one()
        names = [self.id, False] if self.id == self._get_main_id() else [self.id]
        return fields.Domain("business_line_id", "in", names)
