"""What a contract is about, in a few words."""

import re

# What is left of “Acme's opportunity” and “Acme的商机” says nothing.
SAYS_NOTHING = frozenset({"", "opportunity", "lead", "商机", "线索"})
EDGES = re.compile(r"^(?:['’]s\b|的|[\W_])+|[\W_]+$")


def without_customer(title, customer):
    """Return a title without the customer's name, which stands beside it anyway; '' when nothing else is in it.

    >>> without_customer("Acme – CNC line", "Acme"), without_customer("CNC line for ACME", "Acme Ltd")
    ('CNC line', 'CNC line for ACME')
    >>> without_customer("Acme", "Acme"), without_customer("Acme's opportunity", "Acme"), without_customer("", "Acme")
    ('', '', '')
    >>> without_customer("惠州宏达 液压泵站", "惠州宏达"), without_customer("惠州宏达的商机", "惠州宏达")
    ('液压泵站', '')
    >>> without_customer("Acmetron line", "Acme")
    'Acmetron line'
    """
    title, customer = (title or "").strip(), (customer or "").strip()
    rest = title
    if customer and _begins_with(title, customer):
        rest = EDGES.sub("", title[len(customer) :])
    return "" if rest.lower() in SAYS_NOTHING else rest


def _begins_with(title, name):
    """Tell whether a title begins with a whole name; Chinese has no space after it."""
    if title[: len(name)].lower() != name.lower():
        return False
    following = title[len(name) : len(name) + 1]
    return not (following.isascii() and following.isalnum())
