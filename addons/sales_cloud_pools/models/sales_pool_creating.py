from odoo import api, fields, models
from odoo.fields import Domain


class SalesPool(models.Model):
    """Who types a new customer in keeps it, in one of the own pools."""

    _inherit = "sales.pool"

    is_creator_holder = fields.Boolean(
        "Members Hold What They Create",
        default=True,
        help="A new customer that a member enters without naming a salesperson is held by that member.",
    )

    @api.model
    def _find_creator_pool(self, customer, company):
        """Return the pool in which the current user holds a new customer: by rule, else the first; for the superuser.

        :param customer: new record with the values that were entered
        :param company: company of the customer, or empty
        """
        wanted = Domain("kind", "=", customer._pool_kind) & Domain("is_creator_holder", "=", True)
        mine = Domain("access_user_ids", "in", self.env.user.ids) & Domain("company_id", "=", company.id)
        pools = self.search(wanted & mine).filtered(customer._fits_line)
        entry = self._get_entry_pools(customer._pool_kind) & pools
        by_rule = entry.filtered(lambda pool: customer.filtered_domain(pool._parse_domain(pool.entry_domain)))
        return (by_rule or pools)[:1]
