"""How far data rights reach, without Odoo."""

# from the narrowest to the widest; "odoo" is no reach of its own: what Odoo's rules say
SCOPES = ("none", "own", "team", "below", "all")
UNCHANGED = "odoo"
# what may be done with records in reach
OPERATIONS = ("read", "edit", "transfer", "export")
# what of a record may be hidden
VALUES = ("amount", "cost", "margin")


def widest(scopes):
    """Return the widest of some reaches, None when there is none but "odoo".

    >>> widest(["own", "below", "odoo", "team"]), widest(["odoo"]), widest([])
    ('below', None, None)
    """
    return max((scope for scope in scopes if scope != UNCHANGED), key=SCOPES.index, default=None)


def resolve(scopes):
    """Return (grant, limit) of a person whose roles have these reaches.

    The widest reach is granted. It is a limit only where no role leaves the decision to Odoo: who has several roles
    has the rights of each.

    >>> resolve(["own", "below"]), resolve(["team", "odoo"]), resolve(["odoo"]), resolve([])
    (('below', 'below'), ('team', None), (None, None), (None, None))
    """
    grant = widest(scopes)
    return grant, (None if UNCHANGED in scopes else grant)


def is_wider(scope, other):
    """Say whether a reach is wider than another; against "odoo" nothing can be said.

    >>> is_wider("team", "own"), is_wider("own", "team"), is_wider("all", "odoo")
    (True, False, False)
    """
    if UNCHANGED in (scope, other):
        return False
    return SCOPES.index(scope) > SCOPES.index(other)
