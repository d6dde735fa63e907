from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import money


class CrmLead(models.Model):
    """The shares of a won deal may still be changed, with approval."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.approval.mixin"]

    def _get_approval_company(self):
        return self._get_credit_company()

    def _get_approval_team(self):
        return self.team_id

    def _get_approval_territory(self):
        return self.territory_id

    def _get_approval_details(self):
        shares = [
            f"{user.name}: {percent:g} % ({split_type.name})"
            for kind in ("revenue", "overlay")
            for user, split_type, percent in self._get_split_shares(kind)
        ]
        return "\n".join([self.env._("Shares now:"), *shares])

    # ------------------------------------------------------------
    # SPLIT CHANGE
    # ------------------------------------------------------------

    def action_request_split_change(self, lines, reason):
        """Ask to share the credit of a won deal differently.

        :param list lines: the wanted shares, all of them: {'user_id', 'split_type_id', 'percent', 'role'}
        :param str reason: why; the approvers read it
        :return: id of the `sales.approval`
        """
        self.ensure_one()
        self._check_split_change(lines, reason)
        shares = [self._prepare_split_change_vals(line) for line in lines]
        self._check_wanted_total(shares)
        approval = self._request_approval(
            self.env._("Split change of %s", self.name),
            reason="\n".join([reason.strip(), "", *self._describe_shares(shares)]),
            amount=self.expected_revenue,
            currency=self.company_currency,
            topic="split",
            payload={"shares": shares},
        )
        return approval.id

    def _resubmit_approval(self, approval):
        if approval.topic != "split":
            return super()._resubmit_approval(approval)
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_core.sales_approval_split_change_action")
        return action | {"context": {"default_lead_id": self.id, "default_approval_id": approval.id}}

    def _can_ask_again(self, approval):
        """Another split is asked by a person, who says which."""
        return super()._can_ask_again(approval) and approval.topic != "split"

    def _check_split_change(self, lines, reason):
        self.check_access("write")
        if self.user_id != self.env.user and not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(self.env._("Only the salesperson of “%s” may ask to change its split.", self.name))
        if self.won_status != "won":
            raise UserError(self.env._("“%s” is not won: change its split directly.", self.name))
        if not (reason or "").strip() or not lines:
            raise UserError(self.env._("Enter the wanted shares, and say why they change."))

    def _check_wanted_total(self, shares):
        types = self.env["sales.split.type"]
        revenue = [share["percent"] for share in shares if types.browse(share["split_type_id"]).kind == "revenue"]
        if not money.is_whole(revenue):
            raise UserError(self.env._("The wanted revenue shares must total exactly 100 %. Change the percentages."))

    def _prepare_split_change_vals(self, line):
        """Return one wanted share with known keys only; it is kept as JSON until it is approved."""
        try:
            user = self.env["res.users"].browse(int(line["user_id"])).exists()
            split_type = self.env["sales.split.type"].browse(int(line["split_type_id"])).exists()
            percent = float(line["percent"])
        except (KeyError, TypeError, ValueError):
            user = split_type = percent = None
        roles = dict(self.env["sales.split"]._fields["role"].selection)
        role = line.get("role") or "seller"
        if not user or not split_type or not 0 <= percent <= 1000 or role not in roles:
            raise UserError(self.env._("Choose the person, the type and a percentage from 0 to 1000 of every share."))
        return {"user_id": user.id, "split_type_id": split_type.id, "percent": percent, "role": role}

    def _describe_shares(self, shares):
        people, types = self.env["res.users"], self.env["sales.split.type"]
        lines = [
            f"{people.browse(share['user_id']).name}: {share['percent']:g} % "
            f"({types.browse(share['split_type_id']).name})"
            for share in shares
        ]
        return [self.env._("Shares wanted:"), *lines]

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        if approval.topic == "split":
            self.split_ids.unlink()
            vals_list = [{**share, "lead_id": self.id} for share in approval.payload["shares"]]
            self.env["sales.split"].create(vals_list)
            self._check_split_total()

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: whoever may merge opportunities takes along their closed requests; a pending one forbids the merge
        opportunities.sudo().approval_ids.write({"res_id": self.id})
