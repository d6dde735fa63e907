"""Enough of the PO format to compare a translation with its template."""

import ast
import re

DATES = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date): .*\n', re.M)
EMPTY = re.compile(r'^(msgid "(.+)"\nmsgstr )""$', re.M)
QUOTED = re.compile(r'^(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?) )?(".*")$')


def entries(text):
    """The translations of a PO file as `{term: translation}`; fuzzy ones count as empty, obsolete ones not at all.

    >>> entries('''
    ... msgid ""
    ... msgstr "Language: zh"
    ...
    ... msgid "Pool"
    ... msgstr "公海"
    ...
    ... #, fuzzy
    ... msgid "Long "
    ... "term"
    ... msgstr "x"
    ... ''')
    {'Pool': '公海', 'Long term': ''}
    """
    found = {}
    for block in re.split(r"\n\s*\n", text):
        parts = _parts(block)
        if parts.get("msgid"):
            is_fuzzy = re.search(r"^#,.*\bfuzzy\b", block, re.M)
            found[parts["msgid"]] = "" if is_fuzzy else parts.get("msgstr", "")
    return found


def untranslated(template, translation):
    """The terms of `template` that `translation` lacks, sorted."""
    done = entries(translation)
    return sorted(term for term in entries(template) if not done.get(term))


def keep_identical(text, old):
    """Give back the translations that equal their term, which Odoo's export leaves out. `old` is as from `entries`.

    >>> print(keep_identical('msgid "ID"\\nmsgstr ""\\n\\nmsgid "Pool"\\nmsgstr ""', {"ID": "ID", "Pool": "公海"}))
    msgid "ID"
    msgstr "ID"
    <BLANKLINE>
    msgid "Pool"
    msgstr ""
    """
    same = {term for term, translation in old.items() if term == translation}
    return EMPTY.sub(lambda match: f'{match[1]}"{match[2]}"' if match[2] in same else match[0], text)


def leave_out_inherited(fields, models):
    """Those of `fields` (records with `model` and `name`) that their model did not get from a record it is about.

    `models` is Odoo's registry: `{model: class}`, each with its `_fields`.
    """
    return [field for field in fields if not models[field.model]._fields[field.name].inherited]


def same_but_dates(one, other):
    """Whether two files differ in nothing but the moment in which they were written.

    >>> same_but_dates('"POT-Creation-Date: 1"\\nx', '"POT-Creation-Date: 2"\\nx')
    True
    """
    return DATES.sub("", one) == DATES.sub("", other)


def _parts(block):
    parts, key = {}, None
    for line in block.splitlines():
        match = QUOTED.match(line.strip())
        if not match:
            continue
        key = match[1] or key
        parts[key] = parts.get(key, "") + ast.literal_eval(match[2])
    return parts
