from odoo import SUPERUSER_ID, api, fields, models

from .pool_move import PoolMove

MIRRORED_FIELDS = ("user_id", "pool_id")


class ResPartner(models.Model):
    """A customer lives in a customer pool; its contacts go with it."""

    _name = "res.partner"
    _inherit = ["sales.pooled.mixin", "res.partner"]
    _pool_kind = "customer"
    _pooled_path = "commercial_partner_id"
    _duplicate_fields = ("email_normalized", "phone_sanitized", "name_key", "vat")

    pool_holding_ids = fields.One2many("sales.pool.holding", "partner_id", "Pool History")
    pool_transfer_ids = fields.One2many("sales.pool.transfer", "partner_id", "Moves between Pools")

    _pool_free_idx = models.Index("(pool_id, pool_entry_at, id) WHERE user_id IS NULL AND pool_id IS NOT NULL")
    _pool_entry_idx = models.Index("(pool_entry_at, id) WHERE user_id IS NULL AND pool_id IS NOT NULL")
    _pool_user_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")
    _email_key_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _phone_key_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    # ------------------------------------------------------------------
    # POOLED
    # ------------------------------------------------------------------

    @api.model
    def _get_holding_field(self):
        return "partner_id"

    @api.model
    def _get_ownership_fields(self):
        return super()._get_ownership_fields() | {"parent_id", "is_company"}

    @api.model
    def _get_deadline_fields(self):
        return super()._get_deadline_fields() | {"open_opportunity_count", "last_opportunity_at", "last_won_at"}

    def _get_pooled(self):
        return self.commercial_partner_id

    def _is_pool_candidate(self):
        return self.active and self.partner_share and self.commercial_partner_id == self and not self._is_own_company()

    def _is_own_company(self):
        """Say whether the partner stands for one of our companies."""
        # sudo: every company of the database, not only the reader's
        return self.id in self.env["res.company"].sudo()._get_company_partner_ids()

    @api.model
    def _get_free_domain(self):
        return super()._get_free_domain() & fields.Domain("parent_id", "=", False)

    @api.model
    def _get_disposable_domain(self):
        # Odoo refuses to archive partners who log in.
        idle = fields.Domain("open_opportunity_count", "=", 0) & fields.Domain("user_ids", "=", False)
        return super()._get_disposable_domain() & idle

    def _get_customer(self):
        return self.commercial_partner_id

    def _mark_invalid(self, lost_reason):
        self.action_archive()

    def _get_holding_size(self):
        return self.tier_id.holding_weight if self.tier_id else super()._get_holding_size()

    def _get_match_facts(self):
        lang = self.env["res.lang"]._get_data(code=self.lang)
        facts = {"language": lang.id and [lang.id], "industry": self.industry_id.ids, "country": self.country_id.ids}
        path = self._get_territory_path_ids()
        return facts | {"territory": path} if path else facts

    def _get_last_opportunity_at(self):
        return self.last_opportunity_at

    def _get_last_won_at(self):
        return self.last_won_at

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._mirror_from_customers()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(MIRRORED_FIELDS):
            self._mirror_to_contacts()
        if "parent_id" in vals:
            self._mirror_from_customers()
        if "tz" in vals:
            self._queue_pool_deadlines()
        return result

    def _mirror_from_customers(self):
        """Give new contacts of pooled customers what these have."""
        # sudo: contacts follow their company, whoever adds them
        customers = self.sudo().commercial_partner_id
        customers.filtered(lambda customer: customer.pool_id and customer not in self)._mirror_to_contacts()
        (self & customers).filtered("child_ids")._mirror_to_contacts()

    def _queue_pool_deadlines(self):
        """A pool without a calendar counts days in the time zone of its company."""
        # sudo: deadlines follow the time zone, whoever edits it
        pools = self.env["sales.pool"].sudo()
        found = pools.search([("calendar_id", "=", False), ("company_id.partner_id", "in", self.ids)])
        if found:
            self.env.registry.clear_cache()
            found._queue_deadlines()

    def _mirror_to_contacts(self):
        """Give the contacts of pooled customers the customer's owner and pool, so that the same people see them."""
        # sudo: contacts follow their company, whoever moved it
        for customer in self.sudo().filtered(lambda partner: partner._is_pool_candidate()):
            contacts = customer.with_context(active_test=False).search(
                [("commercial_partner_id", "=", customer.id), ("id", "!=", customer.id), ("partner_share", "=", True)]
            )
            contacts = contacts.filtered(
                lambda contact, customer=customer: (
                    contact.pool_id != customer.pool_id or (customer.pool_id and contact.user_id != customer.user_id)
                )
            )
            vals = {"pool_id": customer.pool_id.id, "user_id": customer.user_id.id}
            if customer.pool_id.company_id:
                vals["company_id"] = customer.company_id.id  # typed in without a company, it would fit no pool
            contacts._write_pooled(vals, PoolMove())

    def _enter_by_conversion(self, converter):
        """Put customers of converted leads into their pool, held by the converter; others keep theirs."""
        # sudo: the customer of the own lead
        for customer in self.sudo().filtered(lambda partner: not partner.user_id or not partner.pool_id):
            owner = customer.user_id or converter
            # automation may; so may whoever converts for the owner of the customer
            is_free_of_limits = self.env.uid == SUPERUSER_ID or owner != converter
            move = PoolMove("conversion", is_checked=is_free_of_limits)
            if customer.pool_id:
                customer._write_pooled({"user_id": owner.id}, move)
            elif customer._is_pool_candidate():
                customer._write_pooled({"user_id": owner.id}, move)
                customer._flow_into_pools(move)
