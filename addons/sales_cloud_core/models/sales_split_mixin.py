from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import money


class SalesSplitMixin(models.AbstractModel):
    """A document whose credit can be shared.

    The concrete model has ``user_id``, declares ``split_ids`` and ``split_log_ids`` with their own inverse, and names
    the amount that is shared. Until somebody splits, the owner holds 100 %.
    """

    _name = "sales.split.mixin"
    _description = "Document with Splits"
    _inherit = ["sales.credited.mixin", "sales.approval.mixin"]

    _split_amount_field = None  # what shares divide, unless their type says otherwise
    _split_currency_field = "currency_id"

    is_split = fields.Boolean(compute="_compute_split_total", help="Somebody shares the credit of this document.")
    split_total = fields.Float("Revenue Split Total (%)", compute="_compute_split_total")
    is_split_incomplete = fields.Boolean(compute="_compute_split_total")

    @api.depends("split_ids.percent", "split_ids.split_type_id.kind")
    def _compute_split_total(self):
        for document in self:
            document.is_split = bool(document.split_ids)
            document.split_total = sum(document._get_revenue_splits().mapped("percent"))
            document.is_split_incomplete = bool(document._get_incomplete_splits())

    def _get_revenue_splits(self):
        """Return the shares of what the document is worth, which total 100 %."""
        return self._get_credited_splits("revenue")

    def _get_credited_splits(self, kind):
        return self.split_ids.filtered(
            lambda split: split.split_type_id.kind == kind and not split.split_type_id.is_custom
        )

    def _get_incomplete_splits(self):
        """Return the first shares of one amount that should total 100 % and do not.

        Where only overlay shares were entered, the revenue is still the owner's.
        """
        self.ensure_one()
        revenue = self.split_ids.filtered(lambda split: split.split_type_id.kind == "revenue")
        for shares in revenue.grouped(lambda split: split._get_whole()).values():
            if not money.is_whole(shares.mapped("percent")):
                return shares
        return self.env["sales.split"]

    def _get_split_shares(self, kind="revenue"):
        """Return who holds how much: a list of (res.users, sales.split.type, percent).

        :param kind: 'revenue' or 'overlay'
        """
        self.ensure_one()
        splits = self._get_credited_splits(kind)
        if splits:
            return [(split.user_id, split.split_type_id, split.percent) for split in splits]
        if kind == "revenue" and self.user_id:
            return [(self.user_id, self.env["sales.split.type"]._get_default_revenue_type(), 100.0)]
        return []

    def _prepare_credit_shares(self, amount, currency):
        """Return the shares of ``amount`` of both kinds, as `sales.credit._book` takes them.

        Revenue shares add up to ``amount`` to the currency's last unit.

        :return: list of {'user_id', 'split_type_id', 'amount', 'currency_id'}
        """
        return self._share_amounts([amount], currency)[0]

    def _share_amounts(self, amounts, currency):
        """Return the shares of each of these amounts, none of nothing; see `_prepare_credit_shares`."""
        self.ensure_one()
        overlay = defaultdict(list)
        for share in self._get_split_shares("overlay"):
            overlay[share[1]].append(share)
        groups = [self._get_split_shares("revenue"), *overlay.values()]
        return [
            [
                {"user_id": user.id, "split_type_id": split_type.id, "amount": part, "currency_id": currency.id}
                for shares in ([] if currency.is_zero(amount) else groups)
                for (user, split_type, _percent), part in zip(
                    shares, money.split_shares(amount, [share[2] for share in shares], currency.rounding), strict=True
                )
            ]
            for amount in amounts
        ]

    def _get_share_territories(self):
        return {
            (split.user_id.id, split.split_type_id.id): split.territory_id.id
            for split in self.split_ids
            if split.territory_id
        }

    def _check_split_total(self):
        """Refuse revenue shares that do not total 100 %."""
        for document in self.exists():
            shares = document._get_incomplete_splits()
            if shares:
                raise ValidationError(
                    self.env._(
                        "The revenue shares of “%(name)s” total %(total)s %%, but must total exactly 100 %%. "
                        "Change the percentages, or remove all lines to leave the whole credit to the owner.",
                        name=document.display_name,
                        total=f"{sum(shares.mapped('percent')):g}",
                    )
                )

    def _materialize_owner_split(self):
        """Give documents without shares a visible line for their owner, so that a later change of owner moves no
        credit that is already booked."""
        split_type = self.env["sales.split.type"]._get_default_revenue_type()
        self.env["sales.split"].create(
            [
                {**vals, **document._prepare_split_link(), "is_auto": True}
                for document in self
                if not document._get_revenue_splits()
                for vals in document._prepare_owner_shares(split_type)
            ]
        )

    def _prepare_owner_shares(self, split_type):
        """Return the values of the share that the owner has of a document that nobody shares, none without owner."""
        share = {"split_type_id": split_type.id, "user_id": self.user_id.id, "role": "owner", "percent": 100.0}
        return [share] if self.user_id else []

    def _prepare_split_link(self):
        """Return the value that links a share to this document, for example {'lead_id': 7}."""
        raise NotImplementedError
