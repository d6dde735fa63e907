from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..tools.credit import ledger_differences

CHUNK = 1000


class SalesCredit(models.Model):
    """The ledger is compared with the documents: net per document, metric, person, type and currency.

    What documents call for is computed again from nothing but themselves, so an empty result proves that the ledger
    could be rebuilt from them. Amounts are compared in the currency of the document: the company currency depends on
    the days on which things happened, and these are facts of the ledger alone.
    """

    _inherit = "sales.credit"

    @api.model
    def _cron_check(self):
        """Check the ledger of every company; what differs waits in the list of differences."""
        self._check_ledger(self.env["res.company"].search([("active", "=", True)]))

    @api.model
    def _check_ledger(self, companies):
        """Write down where the ledger of ``companies`` differs from the documents, instead of what was found before.

        :return: number of differences
        """
        # sudo: the check reads documents of everybody; its callers are crons and people who may see all of them
        findings = self.env["sales.credit.difference"].sudo()
        findings.search([("company_id", "in", companies.ids)]).unlink()
        count = 0
        for vals_list in self.sudo()._iterate_differences(companies):
            count += len(findings.create(vals_list))
        return count

    def _iterate_differences(self, companies):
        """Yield lists of values of `sales.credit.difference`, a chunk of documents at a time."""
        for model in self._get_credit_models():
            for ids in split_every(CHUNK, self._get_credited_ids(model)):
                yield self._compare_documents(self.env[model].browse(ids), companies)
                self.env.invalidate_all()

    def _get_credited_ids(self, model):
        """Return the ids of all documents that call for credit or have some, in order."""
        Model = self.env[model].with_context(active_test=False)
        self.flush_model(["res_model", "res_id"])
        query = SQL("SELECT DISTINCT res_id FROM %s WHERE res_model = %s", SQL.identifier(self._table), model)
        booked = {res_id for (res_id,) in self.env.execute_query(query)}
        return sorted(booked | set(Model.search(Model._get_credited_domain()).ids))

    def _compare_documents(self, documents, companies):
        """Return the differences of these documents."""
        alive = documents.exists()
        today = fields.Date.context_today(self)
        bookings = alive._prepare_credit_bookings(today)
        bookings += [(gone, metric, [], today) for gone in documents - alive for metric in self._get_metrics()]
        policies = self.env["sales.credit.policy"]._get_policies()
        booked = self._read_booked(bookings)
        owners = self._read_owners(documents - alive)
        vals_list = []
        for document, metric, desired, _date in bookings:
            before = booked.get((document._name, document.id, metric), {})
            if not desired and not before:
                continue
            facts = owners.get(document.id) or self._prepare_owner(document)
            if facts["company_id"] in companies.ids:
                wanted = self._get_wanted(document, metric, desired, facts["company_id"], policies) if desired else {}
                vals_list += self._prepare_findings(document, metric, wanted, before, facts)
        return vals_list

    def _get_metrics(self):
        return [value for value, _label in self._fields["metric"].selection]

    def _prepare_owner(self, document):
        return {"company_id": document._prepare_credit_vals()["company_id"], "origin": document.display_name}

    def _read_owners(self, gone):
        """Return {id: company and name} of documents that do not exist any more, as the ledger knows them."""
        if not gone:
            return {}
        rows = self.search([("res_model", "=", gone._name), ("res_id", "in", gone.ids)])
        return {row.res_id: {"company_id": row.company_id.id, "origin": row.origin, "is_gone": True} for row in rows}

    def _prepare_findings(self, document, metric, wanted, before, facts):
        net = {key: sum(entry.amount for entry in entries) for key, entries in before.items()}
        currencies = self.env["res.currency"]
        found = ledger_differences(wanted, net, lambda key: currencies.browse(key[2]).rounding)
        return [
            {
                **facts,
                "res_model": document._name,
                "res_id": document.id,
                "metric": metric,
                "user_id": user_id,
                "split_type_id": split_type_id,
                "currency_id": currency_id,
                "amount_expected": expected,
                "amount_booked": present,
                "amount_difference": expected - present,
            }
            for (user_id, split_type_id, currency_id), (expected, present) in found.items()
        ]
