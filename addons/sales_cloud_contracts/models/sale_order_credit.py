from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sales_cloud_core.tools.money import blend_percents

PENDING = "sales_cloud_contracts.ordered"


class SaleOrder(models.Model):
    """A quotation starts with the shares of its opportunity; a confirmed order books `ordered` credit.

    The ledger follows at the end of the transaction, so that confirming, re-pricing and cancelling in one step book
    once, for all orders together.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "sales.deal.follower.mixin"]

    _split_amount_field = "amount_untaxed"
    _deal_link = "opportunity_id"

    collaborator_ids = fields.Many2many(relation="sale_order_collaborator_rel", column1="order_id")
    reader_ids = fields.Many2many(relation="sale_order_reader_rel", column1="order_id")
    split_ids = fields.One2many("sales.split", "order_id", "Performance Split", copy=False)
    split_log_ids = fields.One2many("sales.split.log", "order_id", "Split History")
    credit_ids = fields.One2many("sales.credit", "order_id")
    credit_count = fields.Integer(compute="_compute_credit_count")

    @api.depends("credit_ids")
    def _compute_credit_count(self):
        counts = dict(self.env["sales.credit"]._read_group([("order_id", "in", self.ids)], ["order_id"], ["__count"]))
        for order in self:
            order.credit_count = counts.get(order, 0)

    # ------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._start_splits()
        orders.filtered(lambda order: order.state == "sale")._book_at_end()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals or "deal_kind" in vals:
            self._book_at_end()
        if vals.get("opportunity_id"):
            self._start_splits()
        return result

    def _compute_amounts(self):
        super()._compute_amounts()
        self.filtered(lambda order: order.state == "sale" and order._origin)._book_at_end()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credited(self):
        self._settle_pending_orders()
        credited = self.sudo().filtered("credit_ids")  # sudo: credit of colleagues counts, too
        if credited:
            raise UserError(
                self.env._(
                    "“%s” has credit in the ledger and cannot be deleted. Leave it cancelled instead.",
                    credited[0].display_name,
                )
            )

    # ------------------------------------------------------------
    # SPLITS
    # ------------------------------------------------------------

    def _prepare_contract_vals(self):
        """The contract starts with the shares of its orders, each weighing what its order is worth."""
        # sudo: the shares of colleagues come along, whoever makes the contract
        orders, contracts = self.sudo(), self.env["sales.contract"]
        shares = [order._prepare_inherited_shares(contracts) for order in orders]
        if any(vals_list != shares[0] for vals_list in shares):
            shares = [orders._blend_shares(shares)]
        return {
            **super()._prepare_contract_vals(),
            "deal_kind": orders[:1]._get_deal_kind(),
            "split_ids": [fields.Command.create(vals) for vals in shares[0]],
        }

    def _blend_shares(self, shares):
        """Return the shares of these orders together; ``shares`` are the values of those of each."""
        wholes = [
            {(vals["user_id"], vals["split_type_id"]): vals for vals in order._complete_shares(vals_list)}
            for order, vals_list in zip(self, shares, strict=True)
        ]
        percents = blend_percents(
            (order.amount_untaxed, {key: vals["percent"] for key, vals in whole.items()})
            for order, whole in zip(self, wholes, strict=True)
        )
        by_key = {key: vals for whole in wholes for key, vals in whole.items()}
        return [{**by_key[key], "percent": percent} for key, percent in percents.items()]

    def _complete_shares(self, vals_list):
        """Return these values of shares, with that of the owner where nobody shares the revenue."""
        types = self.env["sales.split.type"].browse(vals["split_type_id"] for vals in vals_list)
        if any(split_type.kind == "revenue" and not split_type.is_custom for split_type in types):
            return vals_list
        return [*self._prepare_owner_shares(types._get_default_revenue_type()), *vals_list]

    def _is_split_booked(self):
        return self.state == "sale"

    def _get_approval_team(self):
        return self.team_id

    def _get_approval_details(self):
        return "\n".join(self._describe_shares_now())

    def _prepare_split_link(self):
        return {"order_id": self.id}

    def _after_split_change(self):
        """Book again what a changed split moved between people."""
        self.filtered(lambda order: order.state == "sale")._rebook_credit()

    # ------------------------------------------------------------
    # CREDIT
    # ------------------------------------------------------------

    def _book_at_end(self):
        """Let the ledger follow these orders when the transaction is complete."""
        precommit = self.env.cr.precommit
        if self and PENDING not in precommit.data:
            precommit.data[PENDING] = set()
            # sudo: the ledger follows whoever confirms or cancels
            precommit.add(self.env(su=True)["sale.order"]._settle_pending_orders)
        if self:
            precommit.data[PENDING].update(self.ids)

    def _settle_pending_orders(self):
        # sudo: as in `_book_at_end`
        self.sudo().browse(self.env.cr.precommit.data.pop(PENDING, ())).exists()._rebook_credit()

    def _rebook_credit(self):
        # sudo: the shares of colleagues belong to the booking, whoever confirms the order
        orders = self.sudo()
        confirmed = orders.filtered(lambda order: order.state == "sale")
        touched = confirmed | orders._get_booked()
        if touched:
            confirmed._materialize_owner_split()
            self.env["sales.credit"]._book_batch(touched._prepare_credit_bookings(None))
            (touched - confirmed).split_ids.filtered("is_auto").unlink()

    def _get_booked(self):
        """Return those of these orders that have `ordered` credit in the ledger already."""
        rows = self.env["sales.credit"]._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("metric", "=", "ordered")], ["res_id"]
        )
        return self.browse(res_id for (res_id,) in rows)

    def _get_credited_domain(self):
        return [("state", "=", "sale")]

    def _prepare_credit_bookings(self, date):
        """Return the `ordered` credit of these orders: their untaxed total once confirmed.

        :param date: day of the event, None for the confirmation at the first booking and today for what follows
        """
        booked = self._get_booked()
        return [
            (
                order,
                "ordered",
                order._prepare_credit_shares(order.amount_untaxed, order.currency_id) if order.state == "sale" else [],
                date or order._get_ordered_date(order in booked),
            )
            for order in self
        ]

    def _get_ordered_date(self, is_booked):
        confirmed = self.date_order if self.state == "sale" and not is_booked else None
        return self.env["sales.credit"]._get_company_day(self.company_id, confirmed)

    def _is_credit_counted(self, policy):
        is_collected = self.contract_id._is_collected(policy.threshold_percent)
        return is_collected and super()._is_credit_counted(policy)

    def action_view_credit(self):
        """Open the credit booked for this order."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_credit_action")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
