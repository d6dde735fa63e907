from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesPooledMixin(models.AbstractModel):
    """What the pools' screens show, found by index among millions of records."""

    _inherit = "sales.pooled.mixin"

    is_in_my_pools = fields.Boolean(
        "In My Pools", compute="_compute_is_in_my_pools", search="_search_is_in_my_pools", help="Free in my pools."
    )

    @api.depends("pool_id", "user_id")
    @api.depends_context("uid")
    def _compute_is_in_my_pools(self):
        user = self.env.user
        for record in self:
            # sudo: the pool is asked whether the user belongs to it
            pool = record.pool_id.sudo()
            record.is_in_my_pools = record.is_pool_free and (user in pool.access_user_ids or pool._is_manager(user))

    @api.model
    def _search_is_in_my_pools(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_free_domain()
        if not self.env.su and not self.env.user.has_group("sales_team.group_sale_manager"):
            # Record rules say the same, but the database takes its index only for pools that it is told by number.
            # sudo: which pools are the own ones
            pools = self.env["sales.pool"].sudo().with_context(active_test=False)
            domain &= Domain("pool_id", "in", pools.search([("access_user_ids", "in", self.env.uid)]).ids)
        return domain if True in value else ~domain

    def _fetch_query(self, query, fields):
        """Fetch with other columns what the record rules ask: else reading a page reads its whole rows once more."""
        if self.env.su or not any(field.column_type for field in fields):
            return super()._fetch_query(query, fields)
        return super()._fetch_query(query, list(dict.fromkeys([*fields, *self._get_rule_columns()])))

    @api.model
    def _get_rule_columns(self):
        """Return the columns that the record rules of the current user ask before they look elsewhere."""
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        found = (self._fields[condition.field_expr.split(".")[0]] for condition in rules.iter_conditions())
        return [field for field in found if field.column_type and field.store and self._has_field_access(field, "read")]

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "reclaim_at":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        # what one holds is a short list: looked up for each of its records by the index on the record
        return SQL(
            "(SELECT min(holding.reclaim_at) FROM sales_pool_holding AS holding"
            " WHERE holding.%s = %s AND holding.date_end IS NULL) %s %s",
            SQL.identifier(self._get_holding_field()),
            SQL.identifier(alias, "id"),
            direction,
            nulls,
        )
