from odoo import api, models

from ..tools import exposure
from .sales_credit_control_mixin import SWITCH

PENDING = "sales_cloud_contracts.worths"
# These move an order to another customer or another currency; its lines tell of everything else.
MOVING = {"currency_id", "partner_id", "pricelist_id"}


class SaleOrder(models.Model):
    """A confirmed order that somebody raises is judged again, like its confirmation.

    It is judged when the transaction is complete, against what it was worth before: what one line gains and another
    loses does not count. What the system changes follows from something that was judged, as an amendment that brings
    its orders in line, and is not judged again.
    """

    _inherit = "sale.order"

    def write(self, vals):
        if MOVING & vals.keys():
            self._remember_worth()
        return super().write(vals)

    # ------------------------------------------------------------
    # BEFORE THE CHANGE
    # ------------------------------------------------------------

    def _remember_worth(self):
        """Keep what the confirmed ones of these orders are worth, before somebody changes them."""
        if not self or not self._is_growth_judged():
            return
        # sudo: what is judged does not depend on what the person sees of the order
        confirmed = self.sudo().filtered(lambda order: order.state == "sale")
        precommit = self.env.cr.precommit
        if confirmed and PENDING not in precommit.data:
            precommit.data[PENDING] = {}
            precommit.add(self.browse()._judge_grown)
        for order in confirmed:
            if order.id not in precommit.data[PENDING]:
                precommit.data[PENDING][order.id] = order._get_worth()

    @api.model
    def _is_growth_judged(self):
        return not self.env.su and self.env["res.groups"]._is_feature_enabled(SWITCH)

    def _get_worth(self):
        """Return the `tools.exposure.Worth` of this order at today's rate."""
        customer = self.partner_id.commercial_partner_id
        return exposure.Worth(customer.id, self._convert_to_company(self.amount_total))

    # ------------------------------------------------------------
    # AFTER THE CHANGE
    # ------------------------------------------------------------

    @api.model
    def _judge_grown(self):
        """Refuse the changes of this transaction where orders grew beyond what their customers may owe.

        :raise UserError: says what is owed and what is allowed
        """
        worths = self.env.cr.precommit.data.pop(PENDING, {})
        # sudo: as in `_remember_worth`
        orders = self.sudo().browse(sorted(worths)).exists()
        grown = orders.filtered(
            lambda order: (
                order.state == "sale"
                and order.company_id.is_credit_checked_order
                and exposure.has_risen(worths[order.id], order._get_worth())
            )
        )
        if grown:
            grown._check_credit()

    @api.model
    def _accept_growth(self):
        """Take the orders as they are now: what made them grow is done already."""
        self.env.cr.precommit.data.pop(PENDING, None)

    def _get_credit_amount(self):
        """A confirmed order adds what Odoo does not count yet, as it is invoiced once it is delivered."""
        if self.state != "sale":
            return super()._get_credit_amount()
        # sudo: as in `_remember_worth`
        order = self.sudo()
        is_counted = any(line.untaxed_amount_to_invoice > 0 for line in order.order_line)
        counted = order.amount_invoiced + (order.amount_to_invoice if is_counted else 0.0)
        return max(order.currency_id.round(order.amount_total - counted), 0.0)

    def _get_credit_error(self, sentence):
        if self.state != "sale":
            return super()._get_credit_error(sentence)
        return self.env._(
            "%(order)s cannot grow to %(amount)s. %(why)s",
            order=self.display_name,
            amount=self.currency_id.format(self.amount_total),
            why=sentence,
        )
