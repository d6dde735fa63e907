from odoo import fields, models

from ..tools.territory_people import rank_candidates


class SalesTerritoryMixin(models.AbstractModel):
    """Who should work a record, by its territory: for assignment, which may ask further facts."""

    _inherit = "sales.territory.mixin"

    territory_user_ids = fields.Many2many(
        "res.users",
        string="People of the Territory",
        compute="_compute_territory_user_ids",
        help="Who works the territory, the person who fits best first.",
    )

    def _compute_territory_user_ids(self):
        for record, candidates in zip(self, self._get_territory_candidates().values(), strict=True):
            record.territory_user_ids = [candidate.user for candidate in candidates]

    def _get_territory_candidates(self):
        """Return {record id: [`tools.territory_people.Candidate`]} of the people of its territories, the best first.

        The members of the territory and of those above come into question. Who knows the record's industry comes first,
        then who speaks its language, then who is nearest to the territory, then the owner before the others.
        """
        return {record.id: rank_candidates(record._list_territory_candidates()) for record in self}

    def _list_territory_candidates(self):
        self.ensure_one()
        facts = {"industry": self._get_territory_company().industry_id, "language": self._get_territory_language()}
        # sudo: who works a territory is no secret, and the assignment does not depend on who asks
        territories = self.sudo()._get_territories()
        return [
            member._as_candidate(territory, distance, facts)
            for start in territories
            for distance, territory in enumerate(start._get_path_upward())
            for member in territory.member_ids
            if member.user_id.active
        ]

    def _get_territory_path_ids(self):
        """Return the ids of the record's territories and those above."""
        return [territory.id for start in self._get_territories() for territory in start._get_path_upward()]

    def _get_territory_language(self):
        """Return the language in which the record wants to be spoken to, empty when not known."""
        return self.env["res.lang"]
