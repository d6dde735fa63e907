from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.split_template import resolve


class SalesSplitMixin(models.AbstractModel):
    """A document starts with the shares of the one before it, else with those of a template; it says which and why."""

    _inherit = "sales.split.mixin"

    split_explanation = fields.Text("Why These Shares", compute="_compute_split_explanation", compute_sudo=True)

    @api.depends("split_ids.template_id")
    def _compute_split_explanation(self):
        for document in self:
            template = document.split_ids.template_id[:1]
            document.split_explanation = (
                self.env._("Template “%(name)s” (%(scope)s)", name=template.name, scope=template._describe_scope())
                if template
                else False
            )

    def _get_split_territory(self):
        """Return the territory that decides about templates and specialists."""
        return self.env["sales.territory"]

    # ------------------------------------------------------------
    # ACTION
    # ------------------------------------------------------------

    def action_apply_split_template(self):
        """Replace the shares by those of the first template that is for this document.

        :raise UserError: no template is for it, it has no owner, or its shares are closed
        """
        # sudo: templates are proposed whoever asks
        templates = self.env["sales.split.template"].sudo().search([("active", "=", True)])
        for document in self:
            document.check_access("write")
            template = templates._match(document.sudo())  # sudo: the template decides by facts of the document
            if not template or not document.user_id:
                raise UserError(
                    self.env._(
                        "No split template is for “%s”. Enter its shares, or ask sales operations for a template.",
                        document.display_name,
                    )
                )
            document.split_ids._check_document_open()
            document.split_ids.unlink()
            self.env["sales.split"].create(document._prepare_template_shares(template))
        return True

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _prepare_inherited_shares(self, follower):
        """Return the values of the shares with which the document after this one starts.

        :param follower: the document after, or its empty model; what divides an amount that it has not stays behind
        """
        return [
            split._prepare_inherited_vals()
            for split in self.split_ids.sorted()
            if not split.is_auto and split.split_type_id._fits(follower)
        ]

    def _propose_splits(self):
        """Give these documents, which no other one came before, the shares of the first automatic template for them."""
        ids = self.env["sales.split.template"]._get_automatic_ids()
        if not ids or not self.env["res.groups"]._is_feature_enabled("sales_cloud_core.group_use_splits"):
            return
        # sudo: the template decides, whoever makes the deal
        templates = self.env["sales.split.template"].sudo().browse(ids)
        vals_list = []
        for document in self.sudo().filtered(
            lambda document: document.user_id and not document.split_ids
        ):  # sudo: as above
            template = templates._match(document)
            vals_list += document._prepare_template_shares(template) if template else []
        self.env["sales.split"].sudo().create(vals_list)  # sudo: as above

    def _prepare_template_shares(self, template):
        """Return the values of the shares that ``template`` gives this document."""
        self.ensure_one()
        lines = template.line_ids.filtered(lambda line: line.split_type_id._fits(self))
        shares, _missing = resolve([line._as_line() for line in lines], self._get_split_people(lines))
        return [
            {
                **self._prepare_split_link(),
                "user_id": share.person,
                "split_type_id": share.type.id,
                "role": share.role,
                "percent": share.percent,
                "note": ", ".join(lines[index]._get_label() for index in share.sources),
                "template_id": template.id,
            }
            for share in shares
        ]

    def _get_split_people(self, lines):
        """Return {who: user id} of the people that a template may name, None where there is nobody."""
        wanted = set(lines.mapped("who"))
        people = {user.id: user.id for user in lines.user_id if user.active}
        people["owner"] = self.user_id.id
        if "manager" in wanted:
            manager = self.env["crm.team"]._get_manager_of(self.user_id, company=self._get_approval_company())
            people["manager"] = manager.id
        # sudo: who works a territory is no secret to its deals
        members = self._get_split_territory().sudo().member_ids.filtered(lambda member: member.user_id.active)
        for role in ("owner", "specialist"):
            people[f"territory_{role}"] = members.filtered(lambda member, role=role: member.role == role)[:1].user_id.id
        return people
