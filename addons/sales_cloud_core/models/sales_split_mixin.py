from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import money


class SalesSplitMixin(models.AbstractModel):
    """A document whose credit can be shared.

    The concrete model has ``user_id`` and declares ``split_ids`` with its own inverse. Until somebody splits, the
    owner holds 100 %.
    """

    _name = "sales.split.mixin"
    _description = "Document with Splits"

    is_split = fields.Boolean(compute="_compute_split_total", help="Somebody shares the credit of this document.")
    split_total = fields.Float("Revenue Split Total (%)", compute="_compute_split_total")
    is_split_incomplete = fields.Boolean(compute="_compute_split_total")

    @api.depends("split_ids.percent", "split_ids.split_type_id.kind")
    def _compute_split_total(self):
        for document in self:
            percents = document._get_revenue_splits().mapped("percent")
            document.is_split = bool(document.split_ids)
            document.split_total = sum(percents)
            document.is_split_incomplete = bool(document.split_ids) and not money.is_whole(percents)

    def _get_revenue_splits(self):
        return self.split_ids.filtered(lambda split: split.split_type_id.kind == "revenue")

    def _get_split_shares(self, kind="revenue"):
        """Return who holds how much: a list of (res.users, sales.split.type, percent).

        :param kind: 'revenue' or 'overlay'
        """
        self.ensure_one()
        splits = self.split_ids.filtered(lambda split: split.split_type_id.kind == kind)
        if splits:
            return [(split.user_id, split.split_type_id, split.percent) for split in splits]
        if kind == "revenue" and self.user_id and not self.split_ids:
            return [(self.user_id, self.env["sales.split.type"]._get_default_revenue_type(), 100.0)]
        return []

    def _prepare_credit_shares(self, amount, currency):
        """Return the shares of ``amount`` of both kinds, as `sales.credit._book` takes them.

        Revenue shares add up to ``amount`` to the currency's last unit.

        :return: list of {'user_id', 'split_type_id', 'amount', 'currency_id'}
        """
        self.ensure_one()
        desired = []
        for kind in ("revenue", "overlay"):
            shares = self._get_split_shares(kind)
            amounts = money.split_shares(amount, [percent for _user, _type, percent in shares], currency.rounding)
            desired += [
                {
                    "user_id": user.id,
                    "split_type_id": split_type.id,
                    "amount": part,
                    "currency_id": currency.id,
                }
                for (user, split_type, _percent), part in zip(shares, amounts, strict=True)
            ]
        return desired

    def _check_split_total(self):
        """Refuse revenue shares that do not total 100 %."""
        for document in self.exists():
            if document.is_split_incomplete:
                raise ValidationError(
                    self.env._(
                        "The revenue shares of “%(name)s” total %(total)s %%, but must total exactly 100 %%. "
                        "Change the percentages, or remove all lines to leave the whole credit to the owner.",
                        name=document.display_name,
                        total=f"{document.split_total:g}",
                    )
                )

    def _materialize_owner_split(self):
        """Give documents without shares a visible line for their owner, so that a later change of owner moves no
        credit that is already booked."""
        split_type = self.env["sales.split.type"]._get_default_revenue_type()
        self.env["sales.split"].create(
            [
                {
                    **document._prepare_split_link(),
                    "split_type_id": split_type.id,
                    "user_id": document.user_id.id,
                    "role": "owner",
                    "percent": 100.0,
                    "is_auto": True,
                }
                for document in self
                if document.user_id and not document.split_ids
            ]
        )

    def _prepare_split_link(self):
        """Return the value that links a share to this document, for example {'lead_id': 7}."""
        raise NotImplementedError
