from odoo import api, models


class CrmLead(models.Model):
    """The opportunities of a business line are facts of the customer's place in it."""

    _inherit = "crm.lead"

    def _get_usual_business_line(self):
        """Return the line in which the salesperson has the customer, the main one before others."""
        usual = super()._get_usual_business_line()
        customer, person = self.partner_id.commercial_partner_id, self.user_id or self.env.user
        if not customer or customer.sudo().user_id == person:  # sudo: the owner of a customer out of sight
            return usual
        # sudo: the own customers
        held = customer.sudo()._get_placements().filtered(lambda place: place.active and place.user_id == person)
        return held[:1].business_line_id.sudo(False) or usual

    def _get_held_customer(self):
        customer, lines = super()._get_held_customer(), self.env["sales.business.line"]
        if not lines._is_used() or self.business_line_id.id in (False, lines._get_main_id()):
            return customer
        line = self.business_line_id
        return customer._get_placements().filtered(lambda place: place.active and place.business_line_id == line)

    @api.model
    def _get_deadline_fields(self):
        names = super()._get_deadline_fields()
        is_used = self.env["sales.business.line"]._is_used()
        return names | {"business_line_id", "partner_id", "type", "date_closed"} if is_used else names

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if self.env["sales.business.line"]._is_used():
            leads._collect_pending(leads.ids)
        return leads

    def write(self, vals):
        if "partner_id" in vals:
            self._collect_placements()
        return super().write(vals)

    def unlink(self):
        self._collect_placements()
        return super().unlink()

    def _settle_pending(self):
        super()._settle_pending()
        if not self.env["sales.business.line"]._is_used():
            return
        placements = self.exists()._get_customer_placements()
        if placements:
            placements._settle_pending()

    def _collect_placements(self):
        """Remember to look at the customers that these opportunities leave."""
        placements = self._get_customer_placements()
        if placements:
            placements._collect_pending(placements.ids)

    def _get_customer_placements(self):
        if not self.env["sales.business.line"]._is_used():
            return self.env["sales.pool.placement"]
        # sudo: facts follow from the opportunities, whoever works on them
        opportunities = self.sudo().filtered(lambda lead: lead.type == "opportunity")
        return opportunities.partner_id.commercial_partner_id._get_placements()
