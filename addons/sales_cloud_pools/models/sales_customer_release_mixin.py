from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalesCustomerReleaseMixin(models.AbstractModel):
    """Open business of a customer in a business line, and what becomes of it when the customer goes back.

    A concrete model stores the facts and names them in ``_get_deadline_fields``, so that a change runs the rules again,
    and says with ``_get_deal_domain`` which opportunities count. A bridge says what else is open in
    ``_get_open_business_domain``, ``_get_open_business`` and ``_hand_over_business``.
    """

    _name = "sales.customer.release.mixin"
    _inherit = "sales.pooled.mixin"
    _description = "Pooled Customer with Open Business"

    @api.model
    def _get_open_business_domain(self):
        """Return the domain of customers with open business, of fields stored on the customer."""
        return Domain("open_opportunity_count", ">", 0)

    def _has_open_business(self):
        """Say whether the customer has open business."""
        return bool(self.filtered_domain(self._get_open_business_domain()))

    def _get_open_business(self):
        """Return what is open, in words and numbers, a phrase each."""
        count = self.open_opportunity_count
        return [self.env._("opportunities (%s)", count)] if count else []

    def _get_deal_domain(self):
        """Return the domain of the opportunities of these customers in their business line."""
        raise NotImplementedError

    def _hand_over_business(self, owner, receiver):
        """Give the open business of these customers that one person has to another; for the superuser."""
        open_deals = Domain([("user_id", "=", owner.id), ("type", "=", "opportunity"), ("won_status", "=", "pending")])
        self.env["crm.lead"].search(open_deals & self._get_deal_domain()).write({"user_id": receiver.id})

    def _get_business_phrase(self):
        return ", ".join(self._get_open_business())

    def _get_business_outcome(self, pool, owner):
        """Say what becomes of the open business when the customer goes back to a pool; nothing if none is open."""
        business = self._get_business_phrase()
        if not business:
            return ""
        if pool.open_business == "move":
            return self.env._("%(business)s: go to %(user)s", business=business, user=pool.release_user_id.name)
        return self.env._("%(business)s: stay with %(user)s", business=business, user=owner.name)

    # ------------------------------------------------------------------
    # POOLED
    # ------------------------------------------------------------------

    def _check_releasable(self):
        super()._check_releasable()
        for customer in self:
            if customer.pool_id.open_business == "block" and customer._has_open_business():
                raise UserError(
                    self.env._(
                        "“%(customer)s” does not go back while business is open: %(business)s. "
                        "Close it, or have a manager assign the customer to a colleague.",
                        customer=customer.display_name,
                        business=customer._get_business_phrase(),
                    )
                )

    def _after_release(self, before):
        super()._after_release(before)
        released = self.filtered(lambda record: not record.user_id and before[record.id] and before[record.id][1])
        for (pool_id, owner_id), customers in released.grouped(lambda record: before[record.id][:2]).items():
            pool = self.env["sales.pool"].browse(pool_id)
            if pool.open_business == "move":
                customers._hand_over_business(self.env["res.users"].browse(owner_id), pool.release_user_id)

    def _after_assigned(self, owner, receiver):
        super()._after_assigned(owner, receiver)
        moving = self.filtered(lambda customer: customer.pool_id.open_business == "move")
        moving._hand_over_business(owner, receiver)
