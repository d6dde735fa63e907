"""How far the steps of a transaction are, and how far each may go.

A step is complete at 100 percent of the contract. What must be before a step limits it: not at all (``free``), to
the part that the earlier step has reached (``proportion``), or to nothing until that step is complete (``complete``).
"""

from dataclasses import dataclass

FREE, PROPORTION, COMPLETE = "free", "proportion", "complete"
DONE, PARTIAL, READY, BLOCKED = "done", "partial", "ready", "blocked"
WHOLE = 100.0
# Percentages come from amounts in cents: a difference below this is no difference.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Step:
    """One step of a flow: its kind, and the kind of the step that limits it."""

    kind: str
    after_kind: str = ""
    gate: str = FREE


@dataclass(frozen=True)
class Progress:
    """How far a step is (percent), how far it may go (percent), and what that makes of it."""

    kind: str
    percent: float
    allowed: float
    state: str


def percent_of(part, whole):
    """Return the percentage that ``part`` is of ``whole``, between 0 and 100; nothing to do is done.

    >>> percent_of(30, 60), percent_of(70, 60), percent_of(-1, 60), percent_of(0, 0)
    (50.0, 100.0, 0.0, 100.0)
    >>> percent_of(-30, -60)
    50.0
    """
    if not whole:
        return WHOLE
    return min(max(WHOLE * part / whole, 0.0), WHOLE)


def allowed_percent(step, percents):
    """Return up to how many percent a step may go.

    :param percents: {kind: percent} of the steps of the flow; a step that the flow does not have limits nothing

    >>> allowed_percent(Step("invoice", "deliver", PROPORTION), {"deliver": 40.0})
    40.0
    >>> allowed_percent(Step("deliver", "receive", COMPLETE), {"receive": 99.0})
    0.0
    >>> allowed_percent(Step("invoice", "deliver", FREE), {"deliver": 0.0})
    100.0
    """
    before = percents.get(step.after_kind, WHOLE)
    if step.gate == PROPORTION:
        return before
    if step.gate == COMPLETE and before < WHOLE - TOLERANCE:
        return 0.0
    return WHOLE


def judge(steps, percents):
    """Return the `Progress` of each step, in their order.

    A step is done at 100 percent, blocked when it is as far as it may go, ready when it may begin, else partial.

    >>> flow = [Step("contract"), Step("deliver", "contract", COMPLETE), Step("invoice", "deliver", PROPORTION)]
    >>> [step.state for step in judge(flow, {"contract": 100.0, "deliver": 40.0, "invoice": 40.0})]
    ['done', 'partial', 'blocked']
    """
    return [_judge_step(step, percents.get(step.kind, 0.0), allowed_percent(step, percents)) for step in steps]


def _judge_step(step, percent, allowed):
    if percent >= WHOLE - TOLERANCE:
        state = DONE
    elif percent >= allowed - TOLERANCE:
        state = BLOCKED
    else:
        state = PARTIAL if percent > TOLERANCE else READY
    return Progress(step.kind, percent, allowed, state)


def begun(progress):
    """Return the steps that are not at their beginning any more.

    >>> [step.kind for step in begun(judge([Step("contract"), Step("deliver")], {"contract": 100.0}))]
    ['contract']
    """
    return [step for step in progress if step.percent > TOLERANCE]


def next_step(progress):
    """Return the first step that can go on; else the first that is blocked; None when everything is done.

    >>> [a, b] = judge([Step("deliver", "receive", COMPLETE), Step("receive")], {"receive": 0.0})
    >>> next_step([a, b]).kind
    'receive'
    """
    for states in ((PARTIAL, READY), (BLOCKED,)):
        for step in progress:
            if step.state in states:
                return step
    return None


def loops(steps):
    """Tell whether steps wait for each other in a circle, so that none of them could ever begin.

    >>> loops([Step("deliver", "receive", COMPLETE), Step("receive", "deliver", COMPLETE)])
    True
    >>> loops([Step("deliver", "receive", COMPLETE), Step("receive", "deliver")])
    False
    """
    before = {step.kind: step.after_kind for step in steps if step.gate != FREE and step.after_kind}
    for start in before:
        seen, kind = set(), start
        while kind in before and kind not in seen:
            seen.add(kind)
            kind = before[kind]
        if kind in seen:
            return True
    return False
