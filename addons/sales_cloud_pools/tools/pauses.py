"""The clock of one record stands still while it is paused: a pause is its private holiday."""

from .working_days import WorkCalendar, add_days, subtract


class PausedCalendar(WorkCalendar):
    """A calendar without the pauses of one record.

    A local day that a pause touches does not count as a day, so that the day on which it began comes after it. Hours
    are counted exactly. Not even a moved working day is worked during a pause.

    :param base: WorkCalendar
    :param pauses: iterable of (start, end) in UTC

    >>> from datetime import datetime
    >>> from dateutil.tz import UTC
    >>> from .working_days import add_days, add_hours
    >>> pause = (datetime(2026, 6, 2, 10), datetime(2026, 6, 4, 23, 59, 59))
    >>> calendar = PausedCalendar(WorkCalendar(UTC), [pause])
    >>> add_days(datetime(2026, 6, 1, 9), 1, calendar)
    datetime.datetime(2026, 6, 5, 23, 59, 59)
    >>> add_hours(datetime(2026, 6, 2, 9), 3, calendar, working=False)
    datetime.datetime(2026, 6, 5, 1, 59, 59)
    """

    def __init__(self, base, pauses):
        super().__init__(base.tz, base.attendances, base.leaves, base.moved_days)
        self._base = base
        self.pauses = tuple(sorted(pauses))
        self._paused_days = {day for start, end in self.pauses for day in base.days_between(start, end)}

    def is_working_day(self, day):
        return day not in self._paused_days and self._base.is_working_day(day)

    def elapsed(self):
        return PausedCalendar(self._base.elapsed(), self.pauses)

    def _compute_worked(self, day):
        intervals = self._base.worked(day)
        for pause in self.pauses:
            intervals = [part for interval in intervals for part in subtract(interval, pause)]
        return intervals


def shift(moment, start, end, calendar):
    """Return a UTC moment postponed by the working days that a pause takes.

    >>> from datetime import datetime
    >>> from dateutil.tz import UTC
    >>> pause = datetime(2026, 6, 2, 10), datetime(2026, 6, 4, 23, 59, 59)
    >>> shift(datetime(2026, 6, 8, 23, 59, 59), *pause, WorkCalendar(UTC))
    datetime.datetime(2026, 6, 11, 23, 59, 59)
    """
    days = sum(calendar.is_working_day(day) for day in calendar.days_between(start, end))
    return add_days(moment, days, calendar) if days else moment
