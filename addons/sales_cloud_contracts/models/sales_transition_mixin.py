from odoo import models
from odoo.exceptions import UserError


class SalesTransitionMixin(models.AbstractModel):
    """A document whose state changes only along legal transitions, whoever changes it and however.

    The concrete model has a selection field ``state``, names its ``_transitions`` and says with `_get_guards` and
    `_get_hooks` what is checked before, and what follows after, a change to a state. The mixin stands first in
    ``_inherit``, so that its hooks run when everything else of a write is done.
    """

    _name = "sales.transition.mixin"
    _description = "Document with Legal Transitions"

    _transitions = frozenset()  # {(state, next state)}

    def write(self, vals):
        """Guard and follow every change of state, also one that is written directly."""
        moving = self._get_moving(vals)
        moving._check_transition(vals)
        result = super().write(vals)
        moving._after_transition(vals)
        return result

    def _get_moving(self, vals):
        """Return the documents whose state ``vals`` change."""
        return self.filtered(lambda document: document.state != vals.get("state", document.state))

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _get_guards(self):
        """Return {state: function(vals)} of what is checked before documents of `self` get there."""
        return {}

    def _get_hooks(self):
        """Return {state: function(vals)} of what follows once documents of `self` are there."""
        return {}

    # ------------------------------------------------------------
    # TRANSITIONS
    # ------------------------------------------------------------

    def _check_transition(self, vals):
        if not self:
            return
        self.check_access("write")
        self._check_legal(vals["state"])
        guard = self._get_guards().get(vals["state"])
        if guard:
            guard(vals)

    def _check_legal(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for document in self:
            if (document.state, state) not in self._transitions:
                raise UserError(
                    self.env._(
                        "“%(name)s” is in state “%(state)s” and cannot become “%(target)s”.",
                        name=document.display_name,
                        state=labels[document.state],
                        target=labels.get(state, state),
                    )
                )

    def _after_transition(self, vals):
        hook = self._get_hooks().get(vals["state"]) if self else None
        if hook:
            hook(vals)
