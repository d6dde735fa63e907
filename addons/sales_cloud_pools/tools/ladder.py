"""The warning ladder: a person is warned once on each step before a record goes back."""


def parse_ladder(text):
    """Return the steps of a ladder like "7, 3, 1" in days, the earliest warning first.

    >>> parse_ladder("1,7 3")
    [7, 3, 1]
    >>> parse_ladder("")
    []

    :raises ValueError: something is not a positive whole number
    """
    steps = [int(part) for part in (text or "").replace(",", " ").replace("/", " ").split()]
    if any(step <= 0 for step in steps):
        raise ValueError("Steps are positive.")
    return sorted(set(steps), reverse=True)


def is_ladder(text):
    """Say whether the text is a ladder.

    >>> is_ladder("7, 3"), is_ladder("soon")
    (True, False)
    """
    try:
        parse_ladder(text)
    except ValueError:
        return False
    return True


def current_step(ladder, days_left):
    """Return the lowest step that is reached, None while there is more time than the first step.

    >>> [current_step([7, 3, 1], days) for days in (8, 7, 2.5, 0)]
    [None, 7, 3, 1]
    """
    return min((step for step in ladder if days_left <= step), default=None)
