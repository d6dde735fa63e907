from odoo import models
from odoo.fields import Domain

from ..tools.rights import VALUES


class ResUsers(models.Model):
    """The domains of the rules that carry out data rights; only they call these methods."""

    _inherit = "res.users"

    def _get_granted_domain(self, model, operation, path="user_id", is_report=False):
        """Return what data rights add to what Odoo's own rules show the user, nothing where they are off.

        :param str model: one of `sales.data.right._get_data_objects`
        :param str operation: read or edit
        :param str path: the field that leads from a record of the rule's model to the owner
        :param bool is_report: the rule is of a report on those records, not of the records themselves
        """
        rights = self.env["sales.data.right"]._get_user_rights().get(model)
        if not rights:
            return Domain.FALSE
        grant, _limit = rights[operation]
        domain = self._get_scope_domain(grant or "none", path)
        return domain if is_report else domain | self._at(path, self._get_shared_domain(model, operation))

    def _get_limited_domain(self, model, operation, path="user_id", is_report=False):
        """Return to what data rights narrow what Odoo's own rules show the user, everything where they do not.

        :param str operation: read, edit, transfer or export; or amount, cost or margin: the records that show theirs
        """
        rights = self.env["sales.data.right"]._get_user_rights().get(model)
        _grant, limit = rights[operation] if rights else (None, None)
        if limit in (None, "all"):
            return Domain.TRUE
        if limit == "none" and operation in VALUES:
            return Domain.FALSE
        free = Domain(path, "=", False) if limit != "none" else Domain.FALSE
        domain = free | self._get_scope_domain(limit, path)
        if is_report:
            return domain
        others = self.env[model]._get_data_right_domain(self, operation)
        if operation not in VALUES:
            others |= self._get_shared_domain(model, operation)
        return domain | self._at(path, others)

    def _get_scope_domain(self, scope, path):
        """Return the domain of the records in reach of the user."""
        if scope in ("none", "all"):
            return Domain(scope == "all")
        # the owner is asked first: a nested condition is looked at last, so that the own record costs no query
        own = Domain(path, "=", self.id)
        if scope == "own":
            return own
        return own | Domain(f"{path}.{scope}_reader_ids", "in", [self.id])

    def _get_shared_domain(self, model, operation):
        """Return what other teams share with the user, and what belongs to the territories of the user."""
        domain = self.env["sales.sharing.rule"]._get_domain_of(self, model, operation)
        if operation == "read" and self.env["sales.data.right"]._get_user_rights()[model]["territories"]:
            domain |= self.env[model]._get_territory_reader_domain(self)
        return domain

    def _at(self, path, domain):
        """Return the domain of records whose owner is at a path, as the domain of a part of such a record."""
        parent, _dot, _owner = path.rpartition(".")
        return Domain(parent, "any", domain) if parent and not domain.is_false() else domain
