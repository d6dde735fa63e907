from odoo import api, fields, models

from .sales_contract import LOOSE_STATES


class CrmLead(models.Model):
    """An opportunity knows its contracts; what follows it is the same kind of business, and comes along in a merge."""

    _inherit = "crm.lead"

    contract_ids = fields.One2many("sales.contract", "lead_id", "Contracts")
    renewed_contract_ids = fields.One2many("sales.contract", "renewal_lead_id", "Contracts to Renew")
    contract_count = fields.Integer(compute="_compute_contract_count")

    @api.depends("contract_ids")
    def _compute_contract_count(self):
        counts = dict(self.env["sales.contract"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"]))
        for lead in self:
            lead.contract_count = counts.get(lead, 0)

    def write(self, vals):
        followers = self._get_kind_followers() if "deal_kind" in vals else []
        result = super().write(vals)
        for documents in followers:
            documents.write({"deal_kind": vals["deal_kind"]})
        return result

    def _get_kind_followers(self):
        """Return the orders and contracts of these opportunities that are the same kind of business as they are."""
        # sudo: what colleagues made of the opportunity follows it, too
        leads = self.sudo()
        return [documents._filter_kind_of_deal() for documents in (leads.order_ids, leads.contract_ids)]

    def _merge_dependences(self, opportunities):
        """Contracts follow the opportunity that others are merged into."""
        super()._merge_dependences(opportunities)
        # sudo: contracts come along, also those of colleagues
        opportunities.sudo().contract_ids.lead_id = self
        opportunities.sudo().renewed_contract_ids.renewal_lead_id = self  # sudo: as above

    def _update_revenues_from_so(self, order):
        """What the opportunity is worth follows its order, whether who confirms that sees it or not."""
        # sudo: the amount comes from the order, which the user confirms
        super(CrmLead, self.sudo())._update_revenues_from_so(order)

    def _is_credit_counted(self, policy):
        contracts = self.contract_ids.filtered(lambda contract: contract.state not in LOOSE_STATES)
        return super()._is_credit_counted(policy) and contracts._is_collected(policy.threshold_percent)

    @api.readonly
    def action_view_contracts(self):
        """Open the contracts that this opportunity led to."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_contract_action")
        return {
            **action,
            "domain": [("lead_id", "=", self.id)],
            "context": {"default_lead_id": self.id, "default_partner_id": self.partner_id.id},
        }
