from odoo import api, models
from odoo.exceptions import AccessError


class SalesDerivedMixin(models.AbstractModel):
    """A record some of whose values nobody enters: they follow from other documents, or an action decides them.

    Read-only fields are so on screens alone; whoever may write the record could write them over RPC. An action writes
    what it decided as superuser, once it has checked who calls, or together with the change of state that it makes.
    """

    _name = "sales.derived.mixin"
    _description = "Record with Values That Nobody Enters"

    _decided_fields = frozenset()  # names of fields that actions decide
    _fixed_fields = frozenset()  # names of fields that stay as they were created
    _step_fields = {}  # {state: names of fields that are written with the change to that state}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_entered(vals, self._get_decided_fields().union(*self._step_fields.values()))
        return super().create(vals_list)

    def write(self, vals):
        steps = [names for state, names in self._step_fields.items() if not self._is_step(vals, state)]
        self._check_not_entered(vals, self._get_decided_fields().union(self._fixed_fields, *steps))
        return super().write(vals)

    @api.model
    def _get_decided_fields(self):
        """Return the names of the fields that actions decide; a feature of the document extends it."""
        return self._decided_fields

    def _is_step(self, vals, state):
        """Say whether ``vals`` change all of these records to ``state``, which is guarded on its own."""
        return vals.get("state") == state and all(record.state != state for record in self)

    def _check_not_entered(self, vals, decided):
        entered = [] if self.env.su else [name for name in vals if name in decided or self._is_derived(name)]
        if entered:
            raise AccessError(
                self.env._(
                    "“%s” is not entered: it follows from documents, or an action decides it. Use the buttons instead.",
                    ", ".join(self._fields[name]._description_string(self.env) for name in entered),
                )
            )

    @api.model
    def _is_derived(self, name):
        """Say whether a field is computed for good: stored, and nobody's to edit."""
        field = self._fields.get(name)
        return bool(field and field.store and field.compute and field.readonly)
