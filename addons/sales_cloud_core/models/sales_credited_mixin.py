from odoo import fields, models


class SalesCreditedMixin(models.AbstractModel):
    """A document that credit is booked for.

    The ledger asks it what it calls for now (`_prepare_credit_bookings`) and books what is missing. The concrete model
    has ``team_id`` and registers itself in `sales.credit._get_credit_models`.
    """

    _name = "sales.credited.mixin"
    _description = "Document with Credit"

    def _get_credited_domain(self):
        """Return the domain of the documents that call for credit at all."""
        raise NotImplementedError

    def _prepare_credit_bookings(self, date):
        """Return what these documents call for, as `sales.credit._book_batch` takes it.

        Documents that call for nothing any more return a booking of nothing, which takes their credit back.

        :param date: day of the event in the company's time zone
        """
        raise NotImplementedError

    def _prepare_credit_vals(self):
        """Return what a ledger row takes over from this document: ``company_id`` and links."""
        raise NotImplementedError

    def _get_share_territories(self):
        """Return {(user id, split type id): territory id} of the shares that name a territory of their own."""
        return {}

    def _rebook_credit(self):
        """Make the ledger say what these documents say today."""
        today = fields.Date.context_today(self)
        self.env["sales.credit"]._book_batch(self._prepare_credit_bookings(today))

    def _get_deal_kind(self):
        """Return which kind of business this is: 'new', 'renewal' or 'upsell'."""
        return "new"

    def _get_credit_day(self, basis, date):
        """Return the day that counts for an event of ``date``.

        :param str basis: a value of `sales.credit.policy.date_basis`
        """
        return date

    def _is_credit_counted(self, policy):
        """Say whether this document counts for the metric of ``policy`` (`sales.credit.policy`)."""
        return policy._is_kind_counted(self._get_deal_kind())
