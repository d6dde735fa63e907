from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.sales_cloud_core.models.locking import lock_rows

from ..tools import exposure

SWITCH = "sales_cloud_contracts.group_use_credit_control"


class SalesCreditControlMixin(models.AbstractModel):
    """A document that gives a customer credit, and is stopped where the customer owes too much.

    The concrete model has ``partner_id``, ``company_id``, ``currency_id``, ``amount_total``, ``state`` and
    ``credit_release_ids``, and says with `_get_credit_amount` what it adds to what the customer owes already.
    """

    _name = "sales.credit.control.mixin"
    _description = "Document under Credit Control"

    credit_refusal = fields.Char("Why It Is Blocked", compute="_compute_credit_refusal", groups=SWITCH)
    is_credit_blocked = fields.Boolean(
        "Blocked", compute="_compute_credit_refusal", search="_search_is_credit_blocked", groups=SWITCH
    )
    is_credit_release_pending = fields.Boolean(
        "Release Requested", compute="_compute_is_credit_release_pending", compute_sudo=True, groups=SWITCH
    )

    @api.depends("partner_id", "company_id", "currency_id", "amount_total", "state", "credit_release_ids.state")
    def _compute_credit_refusal(self):
        refusals = self.filtered_domain(self._get_credit_open_domain())._get_credit_refusals()
        for document in self:
            document.credit_refusal = refusals.get(document, False)
            document.is_credit_blocked = bool(document.credit_refusal)

    @api.depends("credit_release_ids.state")
    def _compute_is_credit_release_pending(self):
        for document in self:
            document.is_credit_release_pending = "pending" in document.credit_release_ids.mapped("state")

    def _search_is_credit_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        candidates = self.search(self._get_credit_open_domain() & Domain("company_id", "in", self.env.companies.ids))
        blocked = Domain("id", "in", candidates.filtered("is_credit_blocked").ids)
        if set(value) == {True, False}:
            return Domain.TRUE
        return blocked if True in value else ~blocked

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _get_credit_open_domain(self):
        """Return which documents still have the checked step before them."""
        return Domain("state", "=", "draft")

    def _get_credit_amount(self):
        """Return what this document would add to what the customer owes, in its own currency."""
        return self.amount_total

    def _get_credit_releases(self):
        """Return the releases that hold for this document."""
        return self.credit_release_ids

    def _prepare_release_link(self):
        """Return the values that tie a release to what it is for."""
        raise NotImplementedError

    def _get_credit_error(self, sentence):
        """Return what somebody reads whose step is stopped; ``sentence`` says why."""
        return self.env._("%(document)s: %(why)s", document=self.display_name, why=sentence)

    # ------------------------------------------------------------
    # JUDGING
    # ------------------------------------------------------------

    def _get_credit_refusals(self, together=False, more=0.0):
        """Return {document: sentence} of those that are stopped, in a handful of queries for any number.

        :param bool together: they all take the step now, so that each adds to what its customer owes
        :param more: what the total of each would be raised by, in its own currency
        """
        if not self.env["res.groups"]._is_feature_enabled(SWITCH):
            return {}
        refusals = {}
        for company, documents in self.grouped("company_id").items():
            standings = documents.partner_id._get_credit_standings(company)
            for document in documents:
                partner = document.partner_id.commercial_partner_id
                standing = standings.get(partner, exposure.Standing())
                if sentence := document._get_credit_sentence(standing, more):
                    refusals[document] = sentence
                elif together:
                    standings[partner] = exposure.grown(standing, document._get_credit_worth(more))
        return refusals

    def _get_credit_refusal_at(self, amount):
        """Say why this document cannot go on, or grow, with a total of ``amount`` in its currency; None when it can."""
        more = amount - self.amount_total
        is_growing = self.currency_id.compare_amounts(more, 0.0) > 0
        if is_growing or self.filtered_domain(self._get_credit_open_domain()):
            return self._get_credit_refusals(more=more).get(self)
        return None

    def _get_credit_worth(self, more=0.0):
        """Return what this document would add to what the customer owes, in the currency of its company."""
        return self._convert_to_company(self._get_credit_amount() + more)

    def _convert_to_company(self, amount):
        company, today = self.company_id, fields.Date.context_today(self)
        return self.currency_id._convert(amount, company.currency_id, company, today)

    def _get_credit_sentence(self, standing, more=0.0):
        """Say why this document is stopped; None when it is not, or finance released it."""
        company = self.company_id
        amount = self._get_credit_worth(more)
        reason = exposure.judge(standing, amount, company.credit_overdue_allowed)
        # sudo: a release holds for whoever goes on with the document
        if not reason or any(release._covers(self, more) for release in self.sudo()._get_credit_releases()):
            return None
        money = company.currency_id.format
        if reason == exposure.OVERDUE:
            return self.env._(
                "%(customer)s is overdue with %(amount)s, and %(allowed)s is allowed. "
                "Collect it, or ask for a release.",
                customer=self.partner_id.commercial_partner_id.name,
                amount=money(standing.overdue),
                allowed=money(company.credit_overdue_allowed),
            )
        return self.env._(
            "%(customer)s would owe %(amount)s, beyond the credit limit of %(limit)s. "
            "Collect something first, or ask for a release.",
            customer=self.partner_id.commercial_partner_id.name,
            amount=money(standing.owed + amount),
            limit=money(standing.limit),
        )

    def _check_credit(self):
        """Refuse the step where the customer owes too much, with all of these documents together.

        :raise UserError: says what is owed and what is allowed
        """
        self._lock_limited_customers()
        for document, sentence in self._get_credit_refusals(together=True).items():
            raise UserError(document._get_credit_error(sentence))

    def _lock_limited_customers(self):
        """Let one person at a time use up what is left of a customer's limit."""
        if not self.env["res.groups"]._is_feature_enabled(SWITCH):
            return
        for company, documents in self.grouped("company_id").items():
            # sudo: the limit is looked at, and the row is left as it is
            customers = documents.partner_id.commercial_partner_id.sudo().with_company(company)
            if company.account_use_credit_limit:
                lock_rows(customers.filtered(lambda customer: customer.credit_limit > 0))

    # ------------------------------------------------------------
    # RELEASE
    # ------------------------------------------------------------

    def action_ask_credit_release(self):
        """Open the question why this document should go on."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_credit_release_request_action")
        return {**action, "context": {"default_res_model": self._name, "default_res_id": self.id}}

    def action_request_credit_release(self, reason, date_until, amount=None):
        """Ask those who decide on credit to let this document go on (whoever may change the document).

        :param str reason: why
        :param date_until: last day on which the release holds
        :param amount: the total that the document may have, tax included; its present total when left out
        :return: the `sales.credit.release` (its id over RPC)
        :raise UserError: it is not blocked or asked for already, or reason, day or amount do not do
        """
        self.ensure_one()
        self.check_access("write")
        return self.env["sales.credit.release"]._request(self, reason, fields.Date.to_date(date_until), amount)
