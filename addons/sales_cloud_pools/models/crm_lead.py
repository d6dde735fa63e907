from odoo import api, fields, models

from .pool_move import PoolMove


class CrmLead(models.Model):
    """A lead lives in a lead pool until it is converted; then its customer enters a customer pool."""

    _name = "crm.lead"
    _inherit = ["sales.pooled.mixin", "crm.lead"]
    _pool_kind = "lead"

    pool_holding_ids = fields.One2many("sales.pool.holding", "lead_id", "Pool History")
    pool_transfer_ids = fields.One2many("sales.pool.transfer", "lead_id", "Moves between Pools")
    customer_notice = fields.Char(compute="_compute_customer_notice")

    # The included columns are those of the record rules: free leads are counted without reading them.
    _pool_free_idx = models.Index(
        "(pool_id, pool_entry_at, id) INCLUDE (company_id, user_id, active)"
        " WHERE user_id IS NULL AND pool_id IS NOT NULL"
    )
    _email_key_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _pool_entry_idx = models.Index("(pool_entry_at, id) WHERE user_id IS NULL AND pool_id IS NOT NULL")

    @api.depends("partner_id.commercial_partner_id.user_id", "user_id", "type", "business_line_id")
    def _compute_customer_notice(self):
        for lead in self:
            # sudo: the sentence names the holder of a customer that the reader may not open
            customer = lead.sudo()._get_held_customer()
            is_held = bool(customer.pool_id and customer.user_id)
            other = lead.type == "opportunity" and is_held and customer.user_id != lead.user_id
            lead.customer_notice = other and self.env._(
                "The customer %(customer)s is held by %(owner)s (%(pool)s): agree on who works with them.",
                customer=customer.name,
                owner=customer.user_id.name,
                pool=customer.pool_id.name,
            )

    def _get_held_customer(self):
        """Return what says who holds the customer that the lead is about."""
        return self.partner_id.commercial_partner_id

    # ------------------------------------------------------------------
    # POOLED
    # ------------------------------------------------------------------

    @api.model
    def _get_holding_field(self):
        return "lead_id"

    @api.model
    def _get_ownership_fields(self):
        return super()._get_ownership_fields() | {"type"}

    @api.model
    def _get_deadline_fields(self):
        return super()._get_deadline_fields() | {"won_status", "stage_id"}

    def _is_pool_candidate(self):
        return self.active and self.type == "lead"

    def _is_reclaimable(self):
        return super()._is_reclaimable() and self.won_status == "pending"

    def _get_leaving_reason(self):
        return "converted" if self.active and self.type == "opportunity" else super()._get_leaving_reason()

    def _fits_company(self, pool):
        return not self.company_id or super()._fits_company(pool)

    def _prepare_enter_vals(self, pool):
        # Without a team, Odoo's own assignment would take the lead, and clearing the owner would lose the company.
        return super()._prepare_enter_vals(pool) | {
            "team_id": pool.team_id.id,
            "company_id": self[:1].company_id.id or pool.company_id.id,
        }

    @api.model
    def _prepare_pool_create_vals(self, vals):
        vals = super()._prepare_pool_create_vals(vals)
        if self.env.context.get("import_file") and "user_id" not in vals and self._has_entry_rules():
            # An imported list is there to be shared out, not to belong to whoever imports it.
            vals = vals | {"user_id": False}
        is_free = "user_id" in vals and not vals["user_id"]
        if (
            is_free
            and not vals.get("company_id")
            and not self.env.su
            and (vals.get("pool_id") or self._has_entry_rules())
        ):
            # Odoo leaves a free lead without a company, where the pools of every company could take it.
            vals = vals | {"company_id": self._get_pool_company(vals).id}
        return vals

    @api.model
    def _get_pool_company(self, vals):
        # sudo: the pool's company, whoever creates
        pool = self.env["sales.pool"].sudo().browse(vals.get("pool_id") or [])
        return pool.company_id or self.env.company

    @api.model
    def _has_entry_rules(self):
        return bool(self.env["sales.pool"]._get_entry_pools("lead"))

    def _get_customer(self):
        return self.partner_id.commercial_partner_id

    @api.model
    def _get_comparable_domain(self):
        return super()._get_comparable_domain() & fields.Domain("won_status", "=", "pending")

    def _mark_invalid(self, lost_reason):
        self.action_set_lost(lost_reason_id=lost_reason.id)

    def _get_match_facts(self):
        facts = {"language": self.lang_id.ids, "industry": self.industry_id.ids, "country": self.country_id.ids}
        path = self._get_territory_path_ids()
        return facts | {"territory": path} if path else facts

    def _leave_pools(self):
        converted = self.filtered(lambda lead: lead.pool_id and lead.type == "opportunity")
        converted._write_pooled({"pool_id": False}, PoolMove())
        for lead in converted.filtered("partner_id"):
            lead.partner_id.commercial_partner_id._enter_by_conversion(lead.user_id)

    # ------------------------------------------------------------------
    # ODOO AROUND IT
    # ------------------------------------------------------------------

    def action_set_lost(self, **additional_values):
        self.check_access("write")
        # sudo: nobody writes the ledger by hand
        self.sudo()._close_holdings(PoolMove(end_reason="lost"))
        return super().action_set_lost(**additional_values)

    def _get_lead_duplicates(self, partner=None, email=None, include_lost=False):
        """Odoo's assignment merges what it takes for duplicates, also other people's: pooled leads are not offered."""
        duplicates = super()._get_lead_duplicates(partner=partner, email=email, include_lost=include_lost)
        return duplicates.filtered(lambda lead: not lead.pool_id or lead in self)

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """Where a company has customer pools of its own, the customers that it wins belong to it."""
        values = super()._prepare_customer_values(partner_name, is_company=is_company, parent_id=parent_id)
        pools = self.env["sales.pool"]._get_entry_pools("customer")
        if self.company_id and self.company_id in pools.company_id:
            values["company_id"] = self.company_id.id
        return values
