from collections import Counter
from dataclasses import dataclass
from functools import cache


@dataclass
class AssignPlan:
    """Who receives which free records of a pool, and why: the dry run tells it, the real run does it.

    :param pool: the sales.pool, as the superuser
    :param records: the free records that the plan is about
    :param receivers: list of ``tools.distribution.Receiver``
    :param left: ids of the records that nobody can take
    :param owners: {record id: Owner} of those whose customer somebody knows
    :param absences: {user id: sentence} of the people who are away
    """

    pool: object
    records: object
    receivers: list
    left: list
    owners: dict
    absences: dict

    def explain(self, receiver, lang=None):
        """Return {record id: sentence} of what a person receives, by default in the person's language."""
        people = [each.key for each in self.receivers]
        user = self.pool.env["res.users"].browse(receiver.key).with_prefetch(people)
        pool = self.pool.with_context(lang=lang or user.lang)
        say = cache(pool._explain_method)  # thousands of records share a few reasons
        why = {}
        for record in self.records.browse(receiver.received):
            owner = self.owners.get(record.id)
            if owner and owner.user == receiver.key:
                why[record.id] = pool._explain_returning(owner)
                continue
            why[record.id] = say(receiver.key, receiver.weight, receiver.load, pool._get_match_key(record))
            if owner:
                why[record.id] = f"{why[record.id]}. {pool._explain_passed_over(owner)}"
        return why

    def explain_left(self):
        """Return {record id: sentence} of what nobody can take, in the current language."""
        pool = self.pool
        full = sum(not receiver.has_room() for receiver in self.receivers)
        barred = Counter(item for receiver in self.receivers if receiver.has_room() for item in receiver.barred)
        return {record_id: pool._explain_left(len(self.absences), full, barred[record_id]) for record_id in self.left}
