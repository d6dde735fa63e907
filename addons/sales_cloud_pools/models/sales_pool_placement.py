from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalesPoolPlacement(models.Model):
    """The place of a customer in a business line other than the main one: its pool, its owner, its deadline.

    It is pooled like the customer itself and reads everything else from it, so that whatever holds for customers of
    the main line (claim, limits, rules, return, reclaim, masks) holds here: there is one implementation.
    """

    _name = "sales.pool.placement"
    _inherit = "sales.customer.release.mixin"
    _inherits = {"res.partner": "partner_id"}
    _description = "Customer in a Business Line"
    _order = "partner_id, business_line_id"
    _check_company_auto = True
    _rec_names_search = ["name"]
    _pool_kind = "customer"
    _duplicate_fields = ()

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", domain="[('parent_id', '=', False)]"
    )
    pool_id = fields.Many2one(required=True, domain="[('kind', '=', 'customer')]")
    business_line_id = fields.Many2one(
        "sales.business.line", related="pool_id.business_line_id", store=True, precompute=True
    )
    user_id = fields.Many2one("res.users", "Owner", copy=False, domain="[('share', '=', False)]")
    company_id = fields.Many2one("res.company", related="partner_id.company_id", store=True, precompute=True)
    active = fields.Boolean(default=True, readonly=True, help="Follows the customer.")
    pool_holding_ids = fields.One2many("sales.pool.holding", "placement_id", "Pool History")
    pool_transfer_ids = fields.One2many("sales.pool.transfer", "placement_id", "Moves between Pools")

    _line_uniq = models.UniqueIndex(
        "(partner_id, business_line_id)", "The customer has a place in this business line already."
    )
    _free_idx = models.Index("(pool_id, pool_entry_at, id) WHERE user_id IS NULL")
    _user_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")

    @api.depends("partner_id.name", "business_line_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for placement in self:
            # sudo: the name of a customer, which no pool hides
            customer = placement.partner_id.sudo()
            placement.display_name = f"{customer._get_plain_name()} ({placement.business_line_id.name})"

    @api.constrains("partner_id")
    def _check_customer(self):
        for placement in self:
            if not placement.partner_id._is_pool_candidate():
                raise UserError(
                    self.env._("“%s” is no customer of its own: choose the company.", placement.partner_id.display_name)
                )

    def copy_data(self, default=None):
        raise UserError(self.env._("A customer has one place in each business line. Add another line instead."))

    def action_open_customer(self):
        """Open the customer."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    # ------------------------------------------------------------------
    # POOLED
    # ------------------------------------------------------------------

    @api.model
    def _get_holding_field(self):
        return "placement_id"

    def _get_ledger_links(self):
        return super()._get_ledger_links() | {"partner_id": self.partner_id.id}

    def _is_pool_candidate(self):
        return self.active  # which follows the customer

    def _fits_line(self, pool):
        return pool._is_other_line() and pool.business_line_id == self.business_line_id

    def _get_holding_size(self):
        return self.partner_id._get_holding_size()

    def _get_match_facts(self):
        return self.partner_id._get_match_facts()

    def _get_customer(self):
        return self.partner_id

    def _find_known(self, since):
        return {}, self._find_own_releases(since)

    def _find_known_by_name(self, since):
        """The customer is known: its name tells nothing more."""
        return {}, {}

    @api.model
    def _get_last_heard(self, ids, since):
        customers = {placement.id: placement.partner_id.id for placement in self.browse(ids)}
        heard = self.env["res.partner"]._get_last_heard(list(customers.values()), since)
        return {key: heard[customer_id] for key, customer_id in customers.items() if customer_id in heard}

    @api.model
    def _get_disposable_domain(self):
        return super()._get_disposable_domain() & Domain("open_opportunity_count", "=", 0)

    def _mark_invalid(self, lost_reason):
        """Nobody wants the customer in this line: it leaves the line and is what it was in the others."""
        self.unlink()

    # ------------------------------------------------------------------
    # FOLLOWERS: of the customer, where the talk is
    # ------------------------------------------------------------------

    def _drop_collaborators(self):
        """Collaborators are those of the main line."""

    def _follow_by_owners(self, owners):
        for placements in self.grouped("business_line_id").values():
            by_customer = {placement.partner_id.id: owners[placement.id] for placement in placements}
            placements.partner_id._follow_by_owners(by_customer)

    def _unfollow_by_owners(self, owners):
        for placements in self.grouped("business_line_id").values():
            gone = placements.filtered(lambda placement: placement.partner_id.user_id.id != owners[placement.id])
            by_customer = {placement.partner_id.id: owners[placement.id] for placement in gone}
            gone.partner_id._unfollow_by_owners(by_customer)
