"""Is an act an effective follow-up? The facts are gathered elsewhere; here is the decision, with its reason."""

from collections import defaultdict, namedtuple

#: What a person did: on which record (id), the author (partner id), the UTC moment, the kind, the fingerprint of the
#: words and their length (None: an act without words), the ids of the activity type and of the message, whether it is
#: dated when it was done.
Act = namedtuple(
    "Act",
    "res_id author at kind digest length activity_type message is_timely",
    defaults=(None, None, None, None, True),
)

#: What is known when an act is judged: the acting user (id), whether this is the owner or a collaborator, the company
#: (id), whether the record names a contact, whether an activity with a date is open, whether the act has an attachment,
#: the fingerprints of this person's last effective acts on the record (latest first), on how many other records the
#: same words counted lately, and the customer (id or None) that the act counts for too.
Facts = namedtuple("Facts", "user is_follower company has_contact has_next_step has_evidence recent copies customer")

#: What a type of act has to fulfil, see `sales.followup.type`.
Terms = namedtuple(
    "Terms",
    "is_effective min_length needs_contact needs_result needs_next_step needs_evidence repeat_count copy_limit",
    defaults=(True, 0, False, False, False, False, 1, 0),
)

#: The outcome: "counted" or why not, with the numbers behind it.
Verdict = namedtuple("Verdict", "code limit found", defaults=(0, 0))
COUNTED = Verdict("counted")


def match_terms(rows, company, kind, activity_type):
    """Return the Terms of the first row that is about such an act, the mildest ones if there is none.

    :param rows: iterable of (company, kind, activity type, Terms); None matches any company or activity type

    >>> rows = [(None, "call", 7, Terms(min_length=20)), (1, "call", None, Terms(is_effective=False))]
    >>> match_terms(rows, 1, "call", 7).min_length, match_terms(rows, 1, "call", 8).is_effective
    (20, False)
    >>> match_terms(rows, 2, "call", None) == Terms()
    True
    """
    for row_company, row_kind, row_type, terms in rows:
        if row_kind == kind and row_company in (None, company) and row_type in (None, activity_type):
            return terms
    return Terms()


def judge(act, facts, terms):
    """Return the Verdict on one act; the first demand that is not met decides.

    The next step comes last: an act that lacks nothing else counts as soon as the next step is planned.

    >>> from datetime import datetime
    >>> act = Act(1, 2, datetime(2026, 6, 1), "call", "d1", 12)
    >>> facts = Facts(3, True, 1, True, False, False, (), 0, None)
    >>> judge(act, facts, Terms()).code
    'counted'
    >>> judge(act, facts, Terms(min_length=20))
    Verdict(code='short', limit=20, found=12)
    >>> judge(act, facts._replace(recent=("d0", "d1")), Terms(repeat_count=1)).code
    'counted'
    >>> judge(act, facts._replace(recent=("d0", "d1")), Terms(repeat_count=2)).code
    'repeated'
    >>> judge(act, facts, Terms(needs_next_step=True)).code
    'no_next_step'
    """
    for code, is_met in (
        ("stranger", facts.is_follower),
        ("untimely", act.is_timely),
        ("off", terms.is_effective),
        ("no_result", act.digest or not terms.needs_result),
    ):
        if not is_met:
            return Verdict(code)
    return _judge_words(act, facts, terms) or _judge_circumstances(facts, terms) or COUNTED


def _judge_words(act, facts, terms):
    if act.length is not None and act.length < terms.min_length:
        return Verdict("short", terms.min_length, act.length)
    if act.digest and act.digest in facts.recent[: terms.repeat_count]:
        return Verdict("repeated", terms.repeat_count)
    if act.digest and terms.copy_limit and facts.copies >= terms.copy_limit:
        return Verdict("copied", terms.copy_limit, facts.copies)
    return None


def _judge_circumstances(facts, terms):
    for code, is_met in (
        ("no_contact", facts.has_contact or not terms.needs_contact),
        ("no_evidence", facts.has_evidence or not terms.needs_evidence),
        ("no_next_step", facts.has_next_step or not terms.needs_next_step),
    ):
        if not is_met:
            return Verdict(code)
    return None


def judge_all(cases):
    """Return the Verdicts on acts of one transaction, in order: what counted before is repeated by what follows.

    :param cases: iterable of (Act, Facts, Terms)

    >>> from datetime import datetime
    >>> facts = Facts(3, True, 1, True, False, False, (), 0, None)
    >>> acts = [Act(record, 2, datetime(2026, 6, 1), "call", "d1", 9) for record in (1, 1, 2, 3)]
    >>> [verdict.code for verdict in judge_all([(act, facts, Terms(copy_limit=2)) for act in acts])]
    ['counted', 'repeated', 'counted', 'copied']
    """
    recent, records = defaultdict(tuple), defaultdict(set)
    verdicts = []
    for act, facts, terms in cases:
        on_record, anywhere = (facts.user, act.res_id), (facts.user, act.digest)
        present = facts._replace(
            recent=recent[on_record] + tuple(facts.recent),
            copies=facts.copies + len(records[anywhere] - {act.res_id}),
        )
        verdict = judge(act, present, terms)
        if verdict == COUNTED and act.digest:
            recent[on_record] = (act.digest, *recent[on_record])
            records[anywhere].add(act.res_id)
        verdicts.append(verdict)
    return verdicts
