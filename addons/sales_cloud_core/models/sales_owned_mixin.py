from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class SalesOwnedMixin(models.AbstractModel):
    """A record with an owner in ``user_id``, on which data rights are given.

    Reading and editing are record rules; handing over and exporting are checked here. A concrete model stands in
    `sales.data.right._get_data_objects` and has rules that name `res.users._get_granted_domain`.
    """

    _name = "sales.owned.mixin"
    _description = "Record of an Owner"

    @api.model
    def _get_data_right_domain(self, user, operation):
        """Return the records that stay open to a user although a role does not reach them.

        :param str operation: read, edit, transfer or export; amount, cost or margin
        """
        return Domain.FALSE

    @api.model
    def _get_value_kinds(self):
        """Return of amount, cost and margin those that such a record has; they need `sales.valued.mixin`."""
        return ()

    @api.model
    def _get_territory_reader_domain(self, user):
        """Return the records of the territories of which a user is a member or a manager."""
        return Domain.FALSE

    def write(self, vals):
        if vals.get("user_id") and not self.env.su:
            self._check_may_hand_over(vals["user_id"])
        return super().write(vals)

    def _check_may_hand_over(self, user_id):
        """Refuse to give another owner to records that the role of the user may not hand over."""
        refused = self._filter_out_of_reach("transfer").filtered(
            lambda record: record.user_id and record.user_id.id != user_id
        )
        if refused:
            raise AccessError(
                self.env._(
                    "You may not hand over “%(name)s” of %(owner)s: your role does not reach that far. Ask a manager.",
                    name=refused[0].display_name,
                    owner=refused[0].user_id.name,
                )
            )

    def _filter_out_of_reach(self, operation):
        """Return the records, as superuser, that the roles of the user do not reach."""
        domain = self.env.user._get_limited_domain(self._name, operation)
        records = self.sudo().with_context(active_test=False)  # sudo: owners of records that the user may not read
        return records.browse() if domain.is_true() else records - records.filtered_domain(domain)
