"""`./sales-cloud test --core`: Odoo's own suites without and with our addons, and Odoo's own lint of our code.

A test that fails without us is Odoo's (or this machine's) business. What counts is a test that fails only with us. A
test that counts queries may exceed what it needs without us by as many as config/core_tests.ini allows.
"""

import configparser
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

from cli import console, corelint, processes, report, setup
from cli.report import Outcome
from cli.testing import run_odoo_tests

QUERY_COUNT = re.compile(r"Query count more than expected for user \S+: (\d+) > (\d+)")
# Our addons switch leads on; some of Odoo's own tests take for granted that the setting is as CRM ships it.
LEADS_OFF = """
    DELETE FROM res_groups_implied_rel
     WHERE hid = (SELECT res_id FROM ir_model_data WHERE module = 'crm' AND name = 'group_use_lead');
    UPDATE crm_team SET use_leads = FALSE
"""


def run():
    """The command; its exit code."""
    with setup.ready() as ready:
        setup.need_browser(ready.settings)
        config = read_config(ready.settings.config / "core_tests.ini")
        outcomes = [corelint.outcome(ready), _suites(ready, config)]
        for outcome in outcomes:
            report.tell(outcome)
    return report.close(outcomes)


def read_config(path):
    """The modules to test and the caps: `(["crm"], {"crm:TestA.test_b": 3})`."""
    parser = configparser.ConfigParser(delimiters=("=",))
    parser.optionxform = str
    parser.read(path)
    caps = {test: int(cap) for test, cap in parser["query caps"].items()}
    return parser["suites"]["modules"].split(), caps


def differences(without, with_us, caps):
    """The lines `(allowed, not_allowed)` for tests that fail only, or worse, with our addons.

    `without` and `with_us` map a test to the texts of its failures.

    >>> slow = "AssertionError: Query count more than expected for user x: {} > 500 in test_b at a.py:1"
    >>> differences({}, {"crm:A.test_b": [slow.format(503)], "crm:A.test_c": ["ValueError"]}, {"crm:A.test_b": 3})
    (['crm:A.test_b: 3 queries more, 3 allowed'], ['crm:A.test_c: fails only with the addons'])
    >>> differences({}, {"crm:A.test_b": [slow.format(504)]}, {"crm:A.test_b": 3})
    ([], ['crm:A.test_b: 4 queries more, 3 allowed'])
    >>> differences({"crm:A.test_c": ["ValueError"]}, {"crm:A.test_c": ["ValueError"]}, {})
    ([], [])
    """
    allowed, refused = [], []
    for test, texts in sorted(with_us.items()):
        more = excess(texts) and excess(texts) - (excess(without.get(test, [])) or 0)
        if more is None:
            if test not in without:
                refused.append(f"{test}: fails only with the addons")
        elif more > 0:
            cap = caps.get(test, 0)
            (allowed if more <= cap else refused).append(f"{test}: {more} queries more, {cap} allowed")
    return allowed, refused


def excess(texts):
    """How many queries too many in the worst place, or None when the failures are (also) of another kind.

    Without failures it is 0.
    """
    found = [QUERY_COUNT.search(text) for text in texts]
    if None in found:
        return None
    return max((int(match[1]) - int(match[2]) for match in found), default=0)


def _suites(ready, config):
    start = time.monotonic()
    modules, caps = config
    tags = ",".join(f"/{module}" for module in modules)
    base, suite = ready.templates.base(), ready.templates.suite()
    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(_baseline, ready, base, tags), pool.submit(_tested, ready, suite, tags, "core-with")]
        try:
            without, with_us = (job.result() for job in jobs)
        except BaseException:
            processes.stop_all()
            raise
    with_us = _tried_again(ready, suite, without, with_us)
    outcome = _judge(without, with_us, caps)
    outcome.log, outcome.seconds = ready.settings.log("core-with"), time.monotonic() - start
    return outcome


def _tried_again(ready, template, without, with_us):
    """The result with us, less what passes alone: beside other work a browser tour may run out of its time."""
    doubtful = doubtful_tests(without["failing"], with_us["failing"])
    if not doubtful:
        return with_us
    console.say(f"Trying again, alone: {', '.join(doubtful)}")
    again = _tested(ready, template, ",".join(f"/{test}" for test in doubtful), "core-again")
    if not again["closed"] or again["run"] < len(doubtful):
        return with_us
    passed = set(doubtful) - again["failing"].keys()
    return with_us | {"failing": {test: texts for test, texts in with_us["failing"].items() if test not in passed}}


def doubtful_tests(without, with_us):
    """The tests that fail only with our addons, and not because they count queries.

    >>> slow = "AssertionError: Query count more than expected for user x: 503 > 500 in test_b at a.py:1"
    >>> doubtful_tests({"crm:A.test_d": ["x"]}, {"crm:A.test_b": [slow], "crm:A.test_c": ["x"], "crm:A.test_d": ["x"]})
    ['crm:A.test_c']
    """
    return sorted(test for test, texts in with_us.items() if test not in without and excess(texts) is None)


def _judge(without, with_us, caps):
    allowed, refused = differences(without["failing"], with_us["failing"], caps)
    refused += [
        f"{side}: Odoo did not finish the tests" for side, facts in _sides(without, with_us) if not facts["closed"]
    ]
    if with_us["run"] < without["run"]:
        refused.append(f"{without['run'] - with_us['run']} tests were run only without the addons")
    for side, facts in _sides(without, with_us):
        console.say(f"{side}: {facts['run']} tests, of which {len(facts['failing'])} fail")
    for line in sorted(without["failing"].keys() & with_us["failing"].keys()):
        console.say(f"  fails in both: {line}")
    for line in sorted(without["failing"].keys() - with_us["failing"].keys()):
        console.say(f"  fails only without the addons: {line}")
    for line in allowed:
        console.say(f"  allowed: {line}")
    texts = [text for line in refused for text in with_us["failing"].get(line.split(": ")[0], [])]
    passed = max(with_us["run"] - len(with_us["failing"]), 0) + len(allowed)
    return Outcome("Odoo's own tests", passed, len(refused), 0, "\n".join(refused + texts))


def _sides(without, with_us):
    return (("without the addons", without), ("with the addons", with_us))


def _baseline(ready, base, tags):
    """Odoo's result without us; kept, because it only changes with Odoo."""
    kept = ready.settings.cache / "data" / f"core-{base}.json"
    if kept.exists():
        facts = json.loads(kept.read_text())
        if facts["tags"] == tags:
            return facts
    facts = _tested(ready, base, tags, "core-without")
    if facts["closed"]:
        kept.write_text(json.dumps(facts))
    return facts


def _tested(ready, template, tags, name):
    program = ready.settings.root / "cli" / "inside" / "odoo_tests_last.py"
    result, _log, _code = run_odoo_tests(ready, template, tags, name, program, LEADS_OFF)
    return {"tags": tags, "run": result.run, "closed": result.closed, "failing": result.failing}
