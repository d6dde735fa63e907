"""Ways out of the server for an amount: what shows it, and what lets it be guessed.

A way is called with records as the reader sees them, the name of a field and its hidden value.
"""

from odoo.fields import Domain


def these(records):
    return Domain("id", "in", records.ids)


def grouped(records, method, by, aggregates):
    answer = getattr(records, method)(list(these(records)), by, aggregates)
    return [{key: value for key, value in group.items() if key != "__extra_domain"} for group in answer]


def changed_form(records, name):
    """What a form is told when another field of a saved record changes."""
    return [record.onchange({"probability": 10}, ["probability"], {"probability": {}, name: {}}) for record in records]


READS = {
    "read": lambda records, name: records.read([name]),
    "web_read": lambda records, name: records.web_read({name: {}}),
    "search_read": lambda records, name: records.search_read(list(these(records)), [name]),
    "web_search_read": lambda records, name: records.web_search_read(list(these(records)), {name: {}}),
    "export": lambda records, name: records.export_data([name])["datas"],
    "copy": lambda records, name: [{k: v for k, v in vals.items() if k == name} for vals in records.copy_data()],
    "changed form": changed_form,
}
STORED_READS = {
    "sum": lambda records, name: grouped(records, "formatted_read_group", [], [f"{name}:sum"]),
    "average": lambda records, name: grouped(records, "formatted_read_group", [], [f"{name}:avg"]),
    "highest": lambda records, name: grouped(records, "formatted_read_group", [], [f"{name}:max"]),
    "list of values": lambda records, name: records._read_group(list(these(records)), [], [f"{name}:array_agg"]),
    "groups by it": lambda records, name: records._read_group(list(these(records)), [name], ["__count"]),
    "web groups": lambda records, name: records.web_read_group(list(these(records)), ["company_id"], [f"{name}:sum"]),
    "grouping sets": lambda records, name: records.formatted_read_grouping_sets(
        list(these(records)), [["company_id"], []], [f"{name}:sum"]
    ),
    "kept groups": lambda records, name: records._read_group(
        list(these(records)), ["company_id"], [f"{name}:max"], having=[(f"{name}:sum", ">", 1)]
    ),
}
GUESSES = {
    "equal": lambda records, name, value: records.search(these(records) & Domain(name, "=", value)),
    "more": lambda records, name, value: records.search(these(records) & Domain(name, ">", value - 1)),
    "in": lambda records, name, value: records.search(these(records) & Domain(name, "in", [value])),
    "not": lambda records, name, value: records.search(these(records) & ~Domain(name, "<", value - 1)),
    "or": lambda records, name, value: records.search(
        these(records) & (Domain("id", "=", 0) | Domain(name, ">", value - 1))
    ),
    "count": lambda records, name, value: records.search_count(list(these(records) & Domain(name, ">", 1))),
}
