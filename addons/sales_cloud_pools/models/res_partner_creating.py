from odoo import models


class ResPartner(models.Model):
    """A customer that a member of a pool enters on a form is theirs: nobody loses what they have just written.

    It is created in the pool and held, so that limits, duplicates and history are those of every other way in.
    """

    _inherit = "res.partner"

    def web_save(self, vals, specification, next_id=None):
        if not self and not self.env.su:
            vals = self._prepare_entered_vals(vals)
        return super().web_save(vals, specification, next_id=next_id)

    def _prepare_entered_vals(self, vals):
        """Return the values of a new partner, with the creator as holder where a pool of the creator says so."""
        if any(vals.get(name) for name in ("parent_id", "user_id", "pool_id")):
            return vals
        # sudo: a pool is asked whether it keeps the customer, not shown
        Pool = self.env["sales.pool"].sudo()
        chosen = self.env["res.company"].browse(vals.get("company_id") or False)
        for company in dict.fromkeys((chosen,) if chosen else (self.env.company, chosen)):
            customer = self.sudo().new({"active": True} | vals | {"company_id": company.id})
            pool = Pool._find_creator_pool(customer, company)
            if pool:
                return vals | {"user_id": self.env.uid, "pool_id": pool.id, "company_id": company.id}
        return vals
