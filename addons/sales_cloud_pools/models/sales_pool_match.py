from functools import cache

from odoo import models

from ..tools.matching import matched, score


class SalesPool(models.Model):
    """Best match: records go to the people whose skills fit.

    Another addon adds a kind of fact with a line in each of four methods: ``_get_match_kinds`` and
    ``_get_match_labels`` here, ``_get_match_facts`` of ``sales.pooled.mixin`` for the values of a record, and
    ``_get_match_skills`` of ``sales.pool.member`` for those of a person.
    """

    _inherit = "sales.pool"

    def _get_match_kinds(self):
        """Return {kind: model of its values}, the most telling kind first."""
        return {"language": "res.lang", "industry": "res.partner.industry", "country": "res.country"}

    def _get_match_labels(self):
        """Return {kind: word for it}."""
        return {
            "language": self.env._("language"),
            "industry": self.env._("industry"),
            "country": self.env._("country"),
        }

    def _get_match_scores(self, records, members):
        """Return {user id: {record id: score}} of these people and records."""
        kinds = list(self._get_match_kinds())
        facts = {record.id: self._get_match_key(record) for record in records}
        return {member.user_id.id: self._score_facts(facts, member._get_match_skills(), kinds) for member in members}

    def _score_facts(self, facts, skills, kinds):
        count = cache(lambda known: score(matched(dict(known), skills), kinds))
        return {record_id: count(known) for record_id, known in facts.items()}

    def _get_match_key(self, record):
        """Return the facts of a record that skills are compared with; equal for records that fit the same people."""
        if self.assign_method != "best_match":
            return ()
        facts = record._get_match_facts()
        return tuple((kind, frozenset(facts[kind])) for kind in self._get_match_kinds() if facts.get(kind))

    def _explain_match(self, user_id, facts, load):
        """Say which facts of a record fit the person."""
        member = self.member_ids.filtered(lambda line: line.user_id.id == user_id)
        common = matched(dict(facts), member._get_match_skills())
        if not common:
            return self.env._("No skill of who has room fits: assigned to who held fewest, %s before", load)
        kinds, labels = self._get_match_kinds(), self._get_match_labels()
        names = {
            kind: ", ".join(self.env[kinds[kind]].browse(sorted(ids)).mapped("display_name"))
            for kind, ids in common.items()
        }
        return self.env._("Best match: %s", ", ".join(f"{labels[kind]} {names[kind]}" for kind in names))
