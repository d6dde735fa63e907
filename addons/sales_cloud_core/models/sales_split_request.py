from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import money


class SalesSplitMixin(models.AbstractModel):
    """Closed shares may still be changed, with approval."""

    _inherit = "sales.split.mixin"

    def action_request_split_change(self, lines, reason):
        """Ask to share the credit of a document differently whose shares are closed.

        :param list lines: the wanted shares, all of them: {'user_id', 'split_type_id', 'percent'} and, where wanted,
            {'role', 'territory_id', 'note'}
        :param str reason: why; the approvers read it
        :return: id of the `sales.approval`
        """
        self.ensure_one()
        self._check_split_change(lines, reason)
        shares = [self._prepare_split_change_vals(line) for line in lines]
        self._check_wanted_once(shares)
        self._check_wanted_total(shares)
        approval = self._request_approval(
            self.env._("Split change of %s", self.display_name),
            reason="\n".join([reason.strip(), "", *self._describe_shares(shares)]),
            amount=self[self._split_amount_field],
            currency=self[self._split_currency_field],
            topic="split",
            payload={"shares": shares},
        )
        return approval.id

    def _resubmit_approval(self, approval):
        if approval.topic != "split":
            return super()._resubmit_approval(approval)
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_approval_split_change_action")
        link = {f"default_{name}": value for name, value in self._prepare_split_link().items()}
        return action | {"context": {**link, "default_approval_id": approval.id}}

    def _can_ask_again(self, approval):
        """Another split is asked by a person, who says which."""
        return super()._can_ask_again(approval) and approval.topic != "split"

    def _check_split_change(self, lines, reason):
        self.check_access("write")
        if self.user_id != self.env.user and not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(
                self.env._("Only the salesperson of “%s” may ask to change its split.", self.display_name)
            )
        if not self.is_split_closed:
            raise UserError(self.env._("The split of “%s” is open: change it directly.", self.display_name))
        if not (reason or "").strip() or not lines:
            raise UserError(self.env._("Enter the wanted shares, and say why they change."))

    def _check_wanted_once(self, shares):
        wanted = [(share["user_id"], share["split_type_id"]) for share in shares]
        if len(set(wanted)) < len(wanted):
            raise UserError(self.env._("A person can have only one share of each type. Put the two together."))

    def _check_wanted_total(self, shares):
        types = self.env["sales.split.type"]
        wholes = {}
        for share in shares:
            split_type = types.browse(share["split_type_id"])
            if split_type.kind == "revenue":
                wholes.setdefault(split_type._get_whole(self), []).append(share["percent"])
        if not wholes or not all(money.is_whole(percents) for percents in wholes.values()):
            raise UserError(self.env._("The wanted revenue shares must total exactly 100 %. Change the percentages."))

    def _prepare_split_change_vals(self, line):
        """Return one wanted share with known keys only; it is kept as JSON until it is approved."""
        try:
            user = self.env["res.users"].browse(int(line["user_id"])).exists()
            split_type = self.env["sales.split.type"].browse(int(line["split_type_id"])).exists()
            percent = float(line["percent"])
            territory = self.env["sales.territory"].browse(int(line.get("territory_id") or 0)).exists()
        except (KeyError, TypeError, ValueError):
            user = split_type = percent = territory = None
        roles = dict(self.env["sales.split"]._fields["role"].selection)
        role = line.get("role") or "seller"
        if not user or not split_type or not 0 <= percent <= 1000 or role not in roles or not split_type._fits(self):
            raise UserError(self.env._("Choose the person, the type and a percentage from 0 to 1000 of every share."))
        return {
            "user_id": user.id,
            "split_type_id": split_type.id,
            "percent": percent,
            "role": role,
            "territory_id": territory.id,
            "note": line.get("note") or False,
        }

    def _describe_shares(self, shares):
        people, types, territories = (self.env[model] for model in ("res.users", "sales.split.type", "sales.territory"))
        lines = [
            self._describe_share(
                people.browse(share["user_id"]),
                share["percent"],
                types.browse(share["split_type_id"]),
                territories.browse(share["territory_id"]),
            )
            for share in shares
        ]
        return [self.env._("Shares wanted:"), *lines]

    def _describe_shares_now(self):
        """Return the shares as an approver reads them."""
        places = self._get_share_territories()
        shares = [
            self._describe_share(
                user, percent, split_type, self.env["sales.territory"].browse(places.get((user.id, split_type.id)))
            )
            for kind in ("revenue", "overlay")
            for user, split_type, percent in self._get_split_shares(kind)
        ]
        return [self.env._("Shares now:"), *shares]

    def _describe_share(self, user, percent, split_type, territory):
        # sudo: the names of territories are no secret to those who share a deal
        words = filter(None, (split_type.name, territory.sudo().name))
        return f"{user.name}: {percent:g} % ({', '.join(words)})"

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == "split":
            self._set_shares(approval.payload["shares"])
            self._check_split_total()

    def _set_shares(self, shares):
        """Make the shares of this document the given ones; whoever keeps a share keeps its line."""
        present = {(split.user_id.id, split.split_type_id.id): split for split in self.split_ids}
        wanted = {(share["user_id"], share["split_type_id"]): share for share in shares}
        self.env["sales.split"].union(*(present[key] for key in present.keys() - wanted.keys())).unlink()
        for key, share in wanted.items():
            if key in present:
                present[key].write({**share, "is_auto": False})
        self.env["sales.split"].create(
            [{**share, **self._prepare_split_link()} for key, share in wanted.items() if key not in present]
        )
