from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

CONTACT_CONTEXT = (
    "show_address",
    "partner_show_db_id",
    "show_email",
    "show_vat",
    "address_inline",
    "formatted_display_name",
)


class SalesPooledMixin(models.AbstractModel):
    """Free records hide the fields that their pool names, in what is read and in what can be guessed by searching.

    The values stay in the cache, which the superuser shares: they are masked where they leave the server.
    """

    _inherit = "sales.pooled.mixin"

    # ------------------------------------------------------------------
    # WHAT IS MASKED
    # ------------------------------------------------------------------

    @api.model
    def _get_unmasked_fields(self):
        """Return fields that stay visible although they are computed from hidden ones."""
        return {"display_name", "name"}

    @api.model
    def _get_masked_search_fields(self, names):
        """Return fields without values of their own that search in these hidden fields."""
        found = {"phone_mobile_search"} if "phone" in names else set()
        return found | ({"display_name"} if names & set(self._rec_names_search or ()) else set())

    @api.model
    def _get_masked_domain(self):
        """Return the domain of the records that hide something from the current user."""
        pool_ids = self.env["sales.pool"]._get_masking_pool_ids(self._name)
        if not pool_ids:
            return Domain.FALSE
        revealed = self._get_revealed_ids()
        return Domain("pool_id", "in", pool_ids) & Domain("user_id", "=", False) & Domain("id", "not in", revealed)

    @api.model
    def _get_revealed_ids(self):
        field = self._get_holding_field()
        # sudo: the own rows of the log
        rows = (
            self.env["sales.pool.reveal"]
            .sudo()
            .search([("user_id", "=", self.env.uid), (field, "!=", False)], limit=1000)
        )
        return rows.filtered(lambda row: row.day == row.pool_id._get_today())[field].ids

    def _get_masked_names(self):
        """Return {record id: names of the fields hidden from the current user}, records that hide none left out."""
        pool_ids = self.env["sales.pool"]._get_masking_pool_ids(self._name)
        # sudo: pool and owner decide what the reader sees, whether he may read them or not
        free = (
            self.sudo().filtered(lambda record: record.pool_id.id in pool_ids and not record.user_id)
            if pool_ids
            else ()
        )
        if not free:
            return {}
        masks, revealed = self.env["sales.pool"]._get_masks(self._name), set(self._get_revealed_ids())
        return {record.id: masks[record.pool_id.id] for record in free if record.id not in revealed}

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        masked = self._get_masked_names()
        for row in rows if masked else ():
            row.update(dict.fromkeys((masked.get(row["id"], frozenset()) - {"display_name"}) & row.keys(), False))
            if row["id"] in masked and "display_name" in row:
                row["display_name"] = self.browse(row["id"])._get_plain_name()
        return rows

    def _get_plain_name(self):
        """Return the name without what the context would add to it."""
        return self.with_context(**dict.fromkeys(CONTACT_CONTEXT, False)).display_name

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        masked = self._get_masked_names()
        if not masked:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        rows = []
        for record in self:
            hidden = masked.get(record.id, frozenset()) - {"display_name"}
            found = super(SalesPooledMixin, record)._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
            rows += [
                ["" if path and path[0] in hidden else value for path, value in zip(fields, row, strict=True)]
                for row in found
            ]
        return rows

    def copy_data(self, default=None):
        if self._get_masked_names():
            raise AccessError(self.env._("A free record that hides fields cannot be copied. Claim it first."))
        return super().copy_data(default)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Messages of a free record quote what its pool hides: reading them takes the right to write it."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        masked = self._get_masked_names()
        return {record: "write" if record.id in masked else operation for record, operation in operations.items()}

    # ------------------------------------------------------------------
    # SEARCHING
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        domain = self._leave_out_masked(domain, self._get_domain_names(domain) | self._get_order_names(order))
        return super()._search(domain, offset, limit, order, **kwargs)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        names = {spec.split(":")[0].split(".")[0] for spec in (*groupby, *aggregates)}
        return super()._read_group(
            self._leave_out_masked(domain, names), groupby, aggregates, having, offset, limit, order
        )

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        specs = [*aggregates, *(spec for grouping in grouping_sets for spec in grouping)]
        names = {spec.split(":")[0].split(".")[0] for spec in specs}
        return super()._read_grouping_sets(self._leave_out_masked(domain, names), grouping_sets, aggregates, order)

    @api.model
    def _leave_out_masked(self, domain, names):
        """Return the domain without the records that hide one of the named fields: nothing is guessed by searching."""
        if self.env.su:
            return domain
        hidden = {name for mask in self.env["sales.pool"]._get_masks(self._name).values() for name in mask}
        return Domain(domain) & ~self._get_masked_domain() if names & hidden else domain

    @api.model
    def _get_domain_names(self, domain):
        if self.env.su:
            return set()
        return {condition.field_expr.split(".")[0] for condition in Domain(domain).iter_conditions()}

    @api.model
    def _get_order_names(self, order):
        return {term.strip().split(" ")[0].split(":")[0].split(".")[0] for term in (order or self._order).split(",")}
