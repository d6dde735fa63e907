from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from odoo import Command, api, models
from odoo.fields import Domain
from odoo.tools import SQL


class Mask(NamedTuple):
    """Why some records hide some fields from the current user."""

    names: frozenset[str]  # of the fields that any record may hide
    get_domain: Callable[[], Domain]  # the records that hide something, for searches
    get_hidden: Callable[[models.BaseModel], dict]  # records -> {id: names that it hides}


class SalesMaskingMixin(models.AbstractModel):
    """Some records hide some fields from some people, in what is read and in what can be guessed by searching.

    The values stay in the cache, which the superuser shares: they are masked where they leave the server. A model says
    with ``_get_masks`` what hides what; several addons may add masks to one model. In a search a condition on a hidden
    field does not find the record; in an order, a group and a total the hidden value is as if it were not set.
    """

    _name = "sales.masking.mixin"
    _description = "Records that Hide Fields"

    # ------------------------------------------------------------
    # WHAT A CONCRETE MODEL SAYS
    # ------------------------------------------------------------

    @api.model
    def _get_masks(self):
        """Return [Mask] for the current user, who is never the superuser; extended with ``super()``."""
        return []

    @api.model
    def _make_domain_mask(self, names, domain):
        """Return the mask by which all records of a domain hide the same fields."""
        return Mask(names, lambda: domain, lambda records: dict.fromkeys(records.filtered_domain(domain).ids, names))

    @api.model
    def _get_closure(self, names, types, kept=("display_name", "name")):
        """Return the fields of these names and those of some types that are computed from them on the same record."""
        candidates = {
            name: {path.split(".")[0] for path in self.env.registry.field_depends.get(field, ())}
            for name, field in self._fields.items()
            if field.type in types and name not in kept
        }
        closure = self._fields.keys() & set(names)
        grown = set(closure)
        while grown:
            grown = {name for name, sources in candidates.items() if name not in closure and sources & closure}
            closure |= grown
        return frozenset(closure)

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    def _get_hidden(self):
        """Return {record id: names of the fields hidden from the current user}, records that hide none left out."""
        hidden = defaultdict(frozenset)
        for mask in () if self.env.su else self._get_masks():
            # sudo: whether a record hides something is asked for whoever reads, by facts that he may not read
            for record_id, names in mask.get_hidden(self.sudo().with_context(active_test=False)).items():
                hidden[record_id] |= names
        return hidden

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        hidden = self._get_hidden()
        for row in rows if hidden else ():
            for name in hidden.get(row["id"], frozenset()) & row.keys():
                row[name] = self._get_mask(name, row["id"])
        return rows

    @api.model
    def _get_mask(self, name, record_id):
        """Return what is shown instead of a hidden value."""
        return [] if self._fields[name].type in ("one2many", "many2many") else False

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        hidden = self._get_hidden()
        if not hidden:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        rows = []
        for record in self:
            names = hidden.get(record.id, frozenset()) - {"display_name"}
            shown = [path for path in fields if not path or path[0] not in names]
            found = super(SalesMaskingMixin, record)._export_rows(shown, _is_toplevel_call=_is_toplevel_call)
            rows += [self._insert_masks(fields, names, row) for row in found]
        return rows

    @api.model
    def _insert_masks(self, fields, names, row):
        values = iter(row)
        return ["" if path and path[0] in names else next(values) for path in fields]

    def copy_data(self, default=None):
        """A copy, which belongs to who makes it, does not tell what the original hides."""
        hidden = self._get_hidden()
        return [
            {name: value for name, value in vals.items() if name not in hidden.get(record.id, ())}
            for record, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def onchange(self, values, field_names, fields_spec):
        """A form that is being changed does not tell what follows from a hidden value."""
        result = super().onchange(values, field_names, fields_spec)
        if not self.env.su and result.get("value"):
            result["value"] = self._hide_in_form(self.id, result["value"], fields_spec)
        return result

    @api.model
    def _hide_in_form(self, record_id, values, fields_spec):
        """Return the values of a form without those that the record, or a line of it, hides."""
        hidden = self.browse(record_id)._get_hidden().get(record_id, ()) if record_id else ()
        shown = {name: value for name, value in values.items() if name not in hidden}
        for name, spec in fields_spec.items():
            if name in shown and spec.get("fields") and self._fields[name].type in ("one2many", "many2many"):
                lines = self.env[self._fields[name].comodel_name]
                shown[name] = [lines._hide_in_command(command, spec["fields"]) for command in shown[name]]
        return shown

    @api.model
    def _hide_in_command(self, command, fields_spec):
        operation, record_id, values = command if len(command) == 3 else (None, None, None)
        if operation not in (Command.CREATE, Command.UPDATE) or not values:
            return command
        known_id = record_id if operation == Command.UPDATE else None
        return (operation, record_id, self._hide_in_form(known_id, values, fields_spec))

    # ------------------------------------------------------------
    # SEARCHING
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, **kwargs):
        return super()._search(self._leave_out_hidden(domain), *args, **kwargs)

    @api.model
    def _read_group(self, domain, *args, **kwargs):
        return super()._read_group(self._leave_out_hidden(domain), *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, *args, **kwargs):
        return super()._read_grouping_sets(self._leave_out_hidden(domain), *args, **kwargs)

    @api.model
    def _leave_out_hidden(self, domain):
        """Return a domain without the records that hide a field of its conditions: nothing is guessed by searching."""
        if self.env.su or not (masks := self._get_masks()):
            return domain
        domain = Domain(domain)
        names = {condition.field_expr.split(".")[0] for condition in domain.iter_conditions()}
        masked = Domain.OR(mask.get_domain() for mask in masks if not mask.names.isdisjoint(names))
        return domain & ~masked

    @api.model
    def _get_shown_sql(self, name, alias, query):
        """Return the SQL condition that a record shows a field, None where no record hides it from the user."""
        masks = () if self.env.su else self._get_masks()
        found = [mask.get_domain() for mask in masks if name in mask.names]
        if not found:
            return None
        records = self.sudo()  # sudo: whether it hides something is asked by facts that the user may not read
        return (~Domain.OR(found)).optimize_full(records)._to_sql(records, alias, query)

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        name = field_name.split(".")[0]
        shown = self._get_shown_sql(name, alias, query)
        if shown is None:
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        if self._fields[name].type == "many2one":
            return SQL()
        value = SQL("(CASE WHEN %s THEN %s END)", shown, self._field_to_sql(alias, field_name, query))
        query._order_groupby.append(value)
        return SQL("%s %s %s", value, direction, nulls)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        select = super()._read_group_select(aggregate_spec, query)
        shown = self._get_shown_sql(aggregate_spec.split(":")[0], self._table, query)
        return select if shown is None else SQL("%s FILTER (WHERE %s)", select, shown)

    @api.model
    def _read_group_groupby(self, alias, groupby_spec, query):
        groupby = super()._read_group_groupby(alias, groupby_spec, query)
        shown = self._get_shown_sql(groupby_spec.split(":")[0].split(".")[0], alias, query)
        return groupby if shown is None else SQL("(CASE WHEN %s THEN %s END)", shown, groupby)
