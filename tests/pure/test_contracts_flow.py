"""No step goes further than the step that it waits for."""

import doctest

from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_contracts.tools import flow
from sales_cloud_contracts.tools.flow import Step

KINDS = ["contract", "order", "deliver", "accept", "invoice", "receive"]
percents = st.dictionaries(st.sampled_from(KINDS), st.floats(0, 100))


@st.composite
def flows(draw):
    """Steps in any order; each may wait for any other."""
    kinds = draw(st.lists(st.sampled_from(KINDS), unique=True, min_size=1))
    gates = st.sampled_from([flow.FREE, flow.PROPORTION, flow.COMPLETE])
    return [Step(kind, draw(st.sampled_from(["", *kinds])), draw(gates)) for kind in kinds]


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(flow).failed == 0


@given(flows(), percents)
def test_every_step_is_judged_once_and_in_its_place(steps, reached):
    assert [step.kind for step in flow.judge(steps, reached)] == [step.kind for step in steps]


@given(flows(), percents)
def test_what_can_go_on_is_below_what_is_allowed(steps, reached):
    for step in flow.judge(steps, reached):
        if step.state in (flow.READY, flow.PARTIAL):
            assert step.percent < step.allowed


@given(flows(), percents)
def test_nothing_is_next_only_when_everything_is_done(steps, reached):
    progress = flow.judge(steps, reached)
    assert (flow.next_step(progress) is None) == all(step.state == flow.DONE for step in progress)


@given(flows())
def test_a_flow_without_circles_can_always_be_walked_to_its_end(steps):
    """Let each step go as far as it may, again and again: all are complete in the end."""
    if flow.loops(steps):
        return
    reached = {}
    for _round in steps:
        for step in steps:
            reached[step.kind] = max(
                reached.get(step.kind, 0.0),
                flow.allowed_percent(step, {k: reached.get(k, 0.0) for k in (s.kind for s in steps)}),
            )
    assert all(reached[step.kind] == flow.WHOLE for step in steps)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_percentage_lies_between_nothing_and_everything(part, whole):
    assert 0 <= flow.percent_of(part, whole) <= 100
