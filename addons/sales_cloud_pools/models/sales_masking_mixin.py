from odoo import api, models
from odoo.fields import Domain


class SalesMaskingMixin(models.AbstractModel):
    """Some records hide some fields from some people, in what is read and in what can be guessed by searching.

    The values stay in the cache, which the superuser shares: they are masked where they leave the server. A model says
    which records hide what with ``_get_masked_names``, and the same for searches with the two methods after it.
    """

    _name = "sales.masking.mixin"
    _description = "Records that Hide Fields"

    # ------------------------------------------------------------------
    # WHAT A CONCRETE MODEL SAYS
    # ------------------------------------------------------------------

    def _get_masked_names(self):
        """Return {record id: names of the fields hidden from the current user}, records that hide none left out."""
        raise NotImplementedError

    @api.model
    def _get_masked_domain(self):
        """Return the domain of the records that hide something from the current user."""
        raise NotImplementedError

    @api.model
    def _get_hidden_names(self):
        """Return the names of all fields that any record may hide."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _get_masked(self):
        return {} if self.env.su or not self._get_hidden_names() else self._get_masked_names()

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        masked = self._get_masked()
        for row in rows if masked else ():
            for name in masked.get(row["id"], frozenset()) & row.keys():
                row[name] = self._get_mask(name, row["id"])
        return rows

    @api.model
    def _get_mask(self, name, record_id):
        """Return what is shown instead of a hidden value."""
        return [] if self._fields[name].type in ("one2many", "many2many") else False

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        masked = self._get_masked()
        if not masked:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        rows = []
        for record in self:
            hidden = masked.get(record.id, frozenset()) - {"display_name"}
            shown = [path for path in fields if not path or path[0] not in hidden]
            found = super(SalesMaskingMixin, record)._export_rows(shown, _is_toplevel_call=_is_toplevel_call)
            rows += [self._insert_masks(fields, hidden, row) for row in found]
        return rows

    @api.model
    def _insert_masks(self, fields, hidden, row):
        values = iter(row)
        return ["" if path and path[0] in hidden else next(values) for path in fields]

    # ------------------------------------------------------------------
    # SEARCHING
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        domain = self._leave_out_masked(domain, lambda: self._get_domain_names(domain) | self._get_order_names(order))
        return super()._search(domain, offset, limit, order, **kwargs)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        domain = self._leave_out_masked(domain, lambda: self._get_spec_names([*groupby, *aggregates]))
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        specs = [*aggregates, *(spec for grouping in grouping_sets for spec in grouping)]
        domain = self._leave_out_masked(domain, lambda: self._get_spec_names(specs))
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    @api.model
    def _leave_out_masked(self, domain, get_names):
        """Return the domain without the records that hide one of the named fields: nothing is guessed by searching."""
        if self.env.su:
            return domain
        hidden = self._get_hidden_names()
        if not hidden or hidden.isdisjoint(get_names()):
            return domain
        return Domain(domain) & ~self._get_masked_domain()

    @api.model
    def _get_domain_names(self, domain):
        return {condition.field_expr.split(".")[0] for condition in Domain(domain).iter_conditions()}

    @api.model
    def _get_order_names(self, order):
        return {term.strip().split(" ")[0].split(":")[0].split(".")[0] for term in (order or self._order).split(",")}

    @api.model
    def _get_spec_names(self, specs):
        return {spec.split(":")[0].split(".")[0] for spec in specs}
