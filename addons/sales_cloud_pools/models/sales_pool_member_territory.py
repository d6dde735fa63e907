from odoo import models


class SalesPoolMember(models.Model):
    """What a person works and knows in territories counts in pools, too."""

    _inherit = "sales.pool.member"

    def _get_match_skills(self):
        skills = super()._get_match_skills()
        places = self._get_territory_places()
        return skills | {
            "territory": frozenset(places.territory_id.ids),
            "industry": skills["industry"] | frozenset(places.industry_ids.ids),
            "language": skills["language"] | frozenset(places.lang_ids.ids),
        }

    def _get_territory_places(self):
        """Return the person's memberships in territories that are in force."""
        if not self.env["sales.territory.model"]._get_active_models():
            return self.env["sales.territory.member"]
        domain = [("user_id", "=", self.user_id.id), ("territory_id.model_id.state", "=", "active")]
        return self.env["sales.territory.member"].search(domain)
