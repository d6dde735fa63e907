"""When an open amount is reminded of, and with which step of the ladder.

A ladder is a sorted list of days from the due date; negative days lie before it. Steps that were passed over while
nobody could be reminded (a pause, a new ladder) are left out: only the latest step reached counts.
"""

from datetime import timedelta


def next_reminder(date_due, ladder, last_step=None, last_day=None, paused_until=None):
    """Return the first day on which the next reminder may go out, None when none is left.

    :param last_step: days of the last step that went out, None when none did
    :param last_day: when it did; two reminders never go out on one day
    :param paused_until: first day on which reminders go out again

    >>> from datetime import date
    >>> next_reminder(date(2026, 3, 31), [-3, 7])
    datetime.date(2026, 3, 28)
    >>> next_reminder(date(2026, 3, 31), [-3, 7], last_step=-3, last_day=date(2026, 3, 28))
    datetime.date(2026, 4, 7)
    >>> next_reminder(date(2026, 3, 31), [-3, 7], last_step=7, last_day=date(2026, 4, 7))
    """
    steps = [step for step in ladder if last_step is None or step > last_step]
    if not date_due or not steps:
        return None
    days = [date_due + timedelta(days=steps[0])]
    if paused_until:
        days.append(paused_until)
    if last_day:
        days.append(last_day + timedelta(days=1))
    return max(days)


def due_step(today, date_due, ladder, last_step=None, last_day=None, paused_until=None):
    """Return the step that goes out today, None when none does; the arguments are those of ``next_reminder``.

    >>> from datetime import date
    >>> due_step(date(2026, 4, 20), date(2026, 3, 31), [-3, 7, 14, 30])
    14
    >>> due_step(date(2026, 4, 20), date(2026, 3, 31), [-3, 7, 14, 30], paused_until=date(2026, 5, 1))
    """
    day = next_reminder(date_due, ladder, last_step, last_day, paused_until)
    if day is None or day > today:
        return None
    return max(step for step in ladder if date_due + timedelta(days=step) <= today)
