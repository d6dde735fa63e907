from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class CrmLead(models.Model):
    """A new lead of a known customer is recognised by the customer, phone or email that it shares with other leads.

    Where nothing of that tells, the name of the company may: see ``sales_pooled_namesakes.py``.
    """

    _inherit = "crm.lead"

    def _find_known(self, since):
        siblings, releases = self._find_siblings(), self._find_own_releases(since)
        customers = self.partner_id.commercial_partner_id
        others = self.browse().union(*siblings.values()) - self
        by_lead = self._group_releases(Domain("lead_id", "in", others.ids), since, "lead_id")
        by_customer = self._group_releases(Domain("partner_id", "in", customers.ids), since, "partner_id")
        present = {}
        for lead in self:
            customer = lead.partner_id.commercial_partner_id
            present[lead.id] = (customer.user_id or siblings[lead]._get_worker()).id
            found = [row for other in siblings[lead] for row in by_lead.get(other.id, ())]
            releases[lead.id] = [*releases.get(lead.id, ()), *by_customer.get(customer.id, ()), *found]
        return present, releases

    def _get_worker(self):
        """Return the salesperson of the newest of these leads that somebody works on."""
        return self._filter_worked().sorted("id")[-1:].user_id

    def _filter_worked(self):
        """Return those of these leads that somebody works on."""
        return self.filtered(lambda lead: lead.user_id and lead.active and lead.won_status == "pending")

    def _find_siblings(self):
        """Return {lead: the other leads of the same customer, phone or email}."""
        index = defaultdict(set)
        for other in self._search_siblings():
            for key in other._get_customer_keys():
                index[key].add(other.id)
        return {
            lead: self.browse(set().union(*(index[key] for key in lead._get_customer_keys())) - {lead.id})
            for lead in self
        }

    def _search_siblings(self):
        """Return the leads, lost ones too, that share a customer, phone or email with these; for the superuser."""
        keys = {
            "partner_id": self.partner_id.commercial_partner_id.commercial_contact_ids.ids,
            "phone_sanitized": [phone for phone in set(self.mapped("phone_sanitized")) if phone],
            "email_normalized": [email for email in set(self.mapped("email_normalized")) if email],
        }
        domain = Domain.OR(Domain(name, "in", values) for name, values in keys.items() if values)
        return self.with_context(active_test=False).search(domain)

    def _get_customer_keys(self):
        """Return what tells that two leads are of the same customer."""
        keys = [self.partner_id.commercial_partner_id.id, self.phone_sanitized, self.email_normalized]
        return [(position, key) for position, key in enumerate(keys) if key]
