from odoo import models
from odoo.fields import Domain

from ..tools.returning import known_by_name


class SalesPooledMixin(models.AbstractModel):
    """Who knows the company of a free record by nothing but its name without legal form."""

    _inherit = "sales.pooled.mixin"

    def _find_known_by_name(self, since):
        """Return who knows companies of the same names; for the superuser. See ``_find_known`` for the shape."""
        namesakes = self._find_namesakes()
        leads = self.env["crm.lead"].union(*(leads for leads, _customers in namesakes.values()))
        customers = self.env["res.partner"].union(*(customers for _leads, customers in namesakes.values()))
        by_lead = self._group_releases(Domain("lead_id", "in", leads.ids), since, "lead_id")
        by_customer = self._group_releases(Domain("partner_id", "in", customers.ids), since, "partner_id")
        present, releases = {}, {}
        for record, (leads, customers) in namesakes.items():
            found = [row for lead in leads for row in by_lead.get(lead.id, ())]
            found += [row for customer in customers for row in by_customer.get(customer.id, ())]
            workers = customers.user_id or leads._filter_worked().user_id
            present[record.id], releases[record.id] = known_by_name(workers.ids, found)
        return present, releases

    def _find_namesakes(self):
        """Return {record: (leads, customers)} of the same name, without names that several companies bear."""
        named = Domain("name_key", "in", [key for key in set(self.mapped("name_key")) if key])
        leads = self.env["crm.lead"].with_context(active_test=False).search(named).grouped("name_key")
        customers = self.env["res.partner"].search(named & Domain("parent_id", "=", False)).grouped("name_key")
        found = {}
        for record in self.filtered("name_key"):
            same_leads = leads.get(record.name_key, self.env["crm.lead"]).filtered(record._is_namesake)
            same_customers = customers.get(record.name_key, self.env["res.partner"]).filtered(record._is_namesake)
            if len(same_customers | same_leads.partner_id.commercial_partner_id | record._get_customer()) < 2:
                found[record] = same_leads, same_customers
        return found

    def _is_namesake(self, other):
        """Say whether another record of this name may be about the same company: it is not in another of ours."""
        return other != self and (not self.company_id or not other.company_id or self.company_id == other.company_id)
