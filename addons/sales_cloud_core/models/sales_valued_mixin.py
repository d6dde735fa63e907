from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.rights import VALUES

COST = ("purchase_price",)
MARGIN = ("margin", "margin_percent")


class SalesValuedMixin(models.AbstractModel):
    """A record with amounts, costs and margins, which a role may see of some records only, by data rights.

    A concrete model says in ``_get_value_paths`` whose rights count; what is hidden are its monetary fields, those that
    it adds in ``_get_value_fields``, and whatever is computed from them on the same record.
    """

    _name = "sales.valued.mixin"
    _inherit = "sales.masking.mixin"
    _description = "Record with Amounts"

    is_amount_hidden = fields.Boolean("Amount Hidden", compute="_compute_is_amount_hidden")

    @api.depends_context("uid")
    def _compute_is_amount_hidden(self):
        hidden = self._get_hidden_values(("amount",))
        for record in self:
            record.is_amount_hidden = record._origin.id in hidden

    @api.model
    def _get_value_paths(self):
        """Return {model on which rights are given: path from a record of this model to the owner}."""
        return {self._name: "user_id"}

    @api.model
    def _get_value_fields(self):
        """Return {"amount", "cost" and "margin": names of fields}; names that an addon may bring count where it did."""
        monetary = {name for name, field in self._fields.items() if field.type == "monetary"}
        return {"amount": monetary - {*COST, *MARGIN}, "cost": set(COST), "margin": set(MARGIN)}

    @api.model
    def _get_plain_fields(self):
        """Return fields that stay visible although they are computed from amounts."""
        return {"display_name", "name"}

    # ------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------

    def write(self, vals):
        self._check_values_shown(vals)
        return super().write(vals)

    def _check_values_shown(self, vals):
        """Refuse to overwrite a value that the user does not see, even with itself: that would tell it."""
        for mask in () if self.env.su else self._get_value_masks(VALUES):
            if written := mask.names & vals.keys():
                # sudo: whose record it is decides, whether the user may read it or not
                hidden = mask.get_hidden(self.sudo().with_context(active_test=False))
                if hidden:
                    self.browse(next(iter(hidden)))._refuse_hidden_value(min(written))

    def _refuse_hidden_value(self, name):
        self.check_access("write")
        raise AccessError(
            self.env._(
                "You cannot set “%(field)s” of “%(record)s”: what stands there is hidden from your role. Ask its owner "
                "to change it, or save without it.",
                field=self._fields[name]._description_string(self.env),
                # sudo: the sentence names what the user may write
                record=self.sudo().display_name,
            )
        )

    # ------------------------------------------------------------
    # WHAT IS HIDDEN
    # ------------------------------------------------------------

    @api.model
    def _get_masks(self):
        return [*super()._get_masks(), *self._get_value_masks(VALUES)]

    @api.model
    def _get_value_masks(self, kinds):
        rights = self.env["sales.data.right"]
        if not rights._get_user_rights():
            return []
        names = rights._get_value_names(self._name)
        shown = [
            (names[kind], self.env.user._get_limited_domain(model, kind, path, not self._leads_to(model, path)))
            for model, path in self._get_value_paths().items()
            for kind in kinds
            if names[kind]
        ]
        return [self._make_domain_mask(hidden, ~domain) for hidden, domain in shown if not domain.is_true()]

    @api.model
    def _leads_to(self, model, path):
        """Say whether the path to the owner leads over a record of that model, whose collaborators count, too."""
        target = self
        for name in path.split(".")[:-1]:
            target = self.env[target._fields[name].comodel_name]
        return target._name == model

    @api.model
    def _get_hideable_names(self):
        rights = self.env["sales.data.right"]
        names = rights._get_value_names(self._name)
        found = {kind for model in self._get_value_paths() for kind in rights._get_narrowed_kinds(model)}
        return super()._get_hideable_names().union(*(names[kind] for kind in found))

    def _get_hidden_values(self, kinds):
        """Return {record id: names of the hidden amounts, costs or margins}."""
        hidden = {}
        for mask in () if self.env.su else self._get_value_masks(kinds):
            # sudo: whose record it is decides, whether the user may read it or not
            for record_id, names in mask.get_hidden(self.sudo().with_context(active_test=False)).items():
                hidden[record_id] = hidden.get(record_id, frozenset()) | names
        return hidden

    def _check_unmasked(self, source=None):
        """Refuse to print what hides its amounts, and to fill in a text that names a hidden value."""
        super()._check_unmasked(source)
        hidden = self._get_hidden_values(("amount",) if source is None else VALUES)
        for record_id, names in hidden.items():
            if source is None or any(name in source for name in names):
                record = self.browse(record_id)
                record.check_access("read")
                # sudo: the sentence names what the user may read
                name = record.sudo().display_name
                raise AccessError(
                    self.env._("The amounts of “%s” are hidden from your role. Ask its owner for the document.", name)
                )
