"""Cards (kanban, hierarchy) show only fields that their view declares; else the browser finds out at first sight."""

import re

import pytest
from tree import ADDONS, ids, records

SHOWN = re.compile(r"\brecord\.(\w+)\.(?:raw_value|value)\b")
CARD_VIEWS = ("kanban", "hierarchy")


def views(addon):
    """The addon's own (not inherited) card views as (xml id, arch element)."""
    for _path, record in records(addon):
        if record.get("model") == "ir.ui.view" and record.find("field[@name='inherit_id']") is None:
            arch = record.find("field[@name='arch']")
            for view in arch if arch is not None else ():
                if view.tag in CARD_VIEWS:
                    yield record.get("id"), view


def undeclared(view):
    """The names that the card's expressions read and no field of the view declares.

    A field inside of the card's template counts: the web client reads it, too.
    """
    declared = {field.get("name") for field in view.iter("field")}
    read = {name for node in view.iter() for value in node.attrib.values() for name in SHOWN.findall(value)}
    return sorted(read - declared)


@pytest.mark.parametrize("addon", ADDONS, ids=ids(ADDONS))
def test_a_card_declares_the_fields_that_it_shows(addon):
    assert {name: undeclared(view) for name, view in views(addon) if undeclared(view)} == {}
