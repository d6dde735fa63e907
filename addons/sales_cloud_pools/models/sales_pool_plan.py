from odoo import fields, models

from ..tools.distribution import Receiver, distribute
from .assign_plan import AssignPlan


class SalesPool(models.Model):
    """Who would receive what: facts about people and records for the distribution, and its reasons in words."""

    _inherit = "sales.pool"

    def _get_receiving_members(self):
        """Return the members who may receive something now: active, meant to, and not away."""
        members = self._get_willing_members()
        absences = self._get_absences(members.user_id)
        return members.filtered(lambda member: member.user_id.id not in absences)

    def _get_willing_members(self):
        return self.member_ids.filtered(lambda member: member.is_assignable and member.user_id.active)

    def _plan_assign(self, records):
        """Decide who receives which of these records; the simulation and the real run share it.

        :return: AssignPlan
        """
        members = self._get_willing_members()
        absences = self._get_absences(members.user_id)
        present = members.filtered(lambda member: member.user_id.id not in absences)
        receivers = self._prepare_receivers(records, present)
        owners = self._find_returning(records)
        left = distribute(
            records.ids,
            receivers,
            self.assign_method,
            sizes=self._get_holding_sizes(records),
            preferred={record_id: owner.user for record_id, owner in owners.items()},
        )
        return AssignPlan(self, records, receivers, left, owners, absences)

    def _prepare_receivers(self, records, members):
        held, today = self._count_open(members.user_id), self._count_day(members.user_id)
        cooling = records._get_cooling_owners(self, fields.Datetime.now())
        scores = self._get_match_scores(records, members) if self.assign_method == "best_match" else {}
        return [
            Receiver(
                member.user_id.id,
                capacity=member._get_day_capacity(today[member.user_id.id]),
                room=member._get_room(held[member.user_id.id]),
                load=held[member.user_id.id],
                weight=member.weight,
                last=member.last_position,
                sequence=position,
                scores=scores.get(member.user_id.id, {}),
                barred=frozenset(item for item, owners in cooling.items() if member.user_id.id in owners),
            )
            for position, member in enumerate(members)
        ]

    # ------------------------------------------------------------------
    # WHY
    # ------------------------------------------------------------------

    def _explain_method(self, user_id, weight, load, facts):
        """Say by which rule a person receives a record, on what facts.

        :param int weight: the person's share
        :param load: how much the person held before
        :param facts: see ``_get_match_key``
        """
        if self.assign_method == "weighted":
            return self.env._("Assigned by weight %s", weight)
        if self.assign_method == "least_open":
            return self.env._("Assigned to who held fewest: %s before", load)
        if self.assign_method == "best_match":
            return self._explain_match(user_id, facts, load)
        return self.env._("Assigned in turn")

    def _explain_passed_over(self, owner):
        """Say that the person who knows the customer could not receive the record."""
        return self.env._("%s, but is away, has no room or is not in the pool", self._explain_returning(owner))

    def _explain_barred(self, number):
        if self.cooldown_scope == "team":
            return self.env._("%s of the team that held it before", number)
        return self.env._("%s held it before", number)

    def _explain_left(self, away, full, barred):
        """Say why nobody can take a record: how many are away, are full, or had it before."""
        facts = [
            (away, self.env._("%s away", away)),
            (full, self.env._("%s at their limits", full)),
            (barred, self._explain_barred(barred)),
        ]
        reasons = ", ".join(text for count, text in facts if count)
        if not reasons:
            return self.env._("Nobody in the pool receives records: add people or let them receive")
        return self.env._("Nobody in the pool can take it now: %s", reasons)
