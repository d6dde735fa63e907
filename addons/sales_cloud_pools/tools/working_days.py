"""Working-day arithmetic: when do N working days or hours after a moment end?

Moments are naive datetimes in UTC, days are local to the calendar's time zone. Leaves take days away, moved working
days (the Saturdays that are worked around Chinese holidays) bring them back; a moved working day beats a leave.
"""

from datetime import datetime, time, timedelta, timezone

UTC = timezone.utc
HORIZON_DAYS = 3660
END_OF_DAY = time(23, 59, 59)


class WorkCalendar:
    """Which days and hours are worked.

    :param tz: tzinfo of the local days
    :param attendances: iterable of (week, weekday, hour_from, hour_to); ``week`` is 0 or 1 in a calendar of two weeks,
        None when every week is the same; weekday 0 is Monday; hours are floats. Empty: every day is worked all day.
    :param leaves: iterable of (start, end) in UTC when nobody works
    :param moved_days: dates that are worked whatever the rest says
    """

    #: (start, end) in UTC when the clock stands still whatever is counted, see ``pauses.py``
    pauses = ()

    def __init__(self, tz, attendances=(), leaves=(), moved_days=()):
        self.tz = tz
        self.attendances = frozenset(attendances)
        self.leaves = tuple(sorted(leaves))
        self.moved_days = frozenset(moved_days)
        self._worked = {}

    def local_date(self, moment):
        """Return the local date of a UTC moment.

        >>> from dateutil.tz import gettz
        >>> WorkCalendar(gettz("Asia/Shanghai")).local_date(datetime(2026, 6, 1, 17))
        datetime.date(2026, 6, 2)
        """
        return moment.replace(tzinfo=UTC).astimezone(self.tz).date()

    def to_utc(self, day, at):
        """Return the UTC moment of a local date and time of day."""
        local = datetime.combine(day, at, tzinfo=self.tz)
        return local.astimezone(UTC).replace(tzinfo=None)

    def end_of_day(self, day):
        """Return the last second of a local date, in UTC."""
        return self.to_utc(day, END_OF_DAY)

    def days_between(self, start, end):
        """Return the local dates from one UTC moment to another, both included."""
        first, last = self.local_date(start), self.local_date(end)
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]

    def worked(self, day):
        """Return the worked (start, end) intervals of a local date, in UTC, in order."""
        if day not in self._worked:
            self._worked[day] = self._compute_worked(day)
        return self._worked[day]

    def is_working_day(self, day):
        """Say whether anything is worked on a local date.

        >>> from dateutil.tz import gettz
        >>> week = [(None, weekday, 9, 18) for weekday in range(5)]
        >>> calendar = WorkCalendar(gettz("Asia/Shanghai"), week, moved_days=[datetime(2026, 10, 10).date()])
        >>> [calendar.is_working_day(datetime(2026, 10, day).date()) for day in (9, 10, 11)]
        [True, True, False]
        """
        return bool(self.worked(day))

    def elapsed(self):
        """Return the calendar of the same time zone in which every day and hour counts."""
        return WorkCalendar(self.tz)

    def is_working_time(self, moment):
        """Say whether a UTC moment is worked."""
        return any(start <= moment < end for start, end in self.worked(self.local_date(moment)))

    def _compute_worked(self, day):
        if not self.attendances:
            return [(self.to_utc(day, time.min), self.to_utc(day + timedelta(days=1), time.min))]
        if day in self.moved_days:
            return self._intervals(day, self._moved_hours())
        intervals = self._intervals(day, self._hours(day))
        for leave in self.leaves:
            intervals = [part for interval in intervals for part in subtract(interval, leave)]
        return intervals

    def _hours(self, day):
        week = (day.toordinal() - 1) // 7 % 2
        return sorted(
            (start, end)
            for line_week, weekday, start, end in self.attendances
            if weekday == day.weekday() and line_week in (None, week)
        )

    def _moved_hours(self):
        """A moved working day has the hours of the first worked weekday."""
        week, weekday = min((line[0] or 0, line[1]) for line in self.attendances)
        return sorted(line[2:] for line in self.attendances if (line[0] or 0, line[1]) == (week, weekday))

    def _intervals(self, day, hours):
        return [(self._at_hour(day, start), self._at_hour(day, end)) for start, end in hours if start < end]

    def _at_hour(self, day, hour):
        minutes = round(hour * 60)
        return self.to_utc(day + timedelta(days=minutes // 1440), time(minutes % 1440 // 60, minutes % 60))


def subtract(interval, leave):
    """Return what is left of an interval without a leave."""
    (start, end), (leave_start, leave_end) = interval, leave
    parts = [(start, min(end, leave_start)), (max(start, leave_end), end)]
    return [part for part in parts if part[0] < part[1]]


def add_days(moment, count, calendar, working=True):
    """Return the end, in UTC, of the ``count``-th (working) day after the local day of ``moment``.

    The day of the moment itself does not count, so that a claim in the evening has as long as one in the morning.

    >>> from dateutil.tz import gettz
    >>> week = [(None, weekday, 9, 18) for weekday in range(5)]
    >>> add_days(datetime(2026, 6, 5, 2), 1, WorkCalendar(gettz("Asia/Shanghai"), week))  # Friday: Monday 23:59:59
    datetime.datetime(2026, 6, 8, 15, 59, 59)

    :raises ValueError: the calendar has too few working days in the next ten years
    """
    day = calendar.local_date(moment)
    if not working and not calendar.pauses:
        return calendar.end_of_day(day + timedelta(days=count))
    calendar = calendar if working else calendar.elapsed()
    horizon = day + timedelta(days=HORIZON_DAYS)
    while count > 0:
        day += timedelta(days=1)
        if day > horizon:
            raise ValueError("The calendar has no working days.")
        count -= calendar.is_working_day(day)
    return calendar.end_of_day(day)


def add_hours(moment, count, calendar, working=True):
    """Return the moment, in UTC, when ``count`` (working) hours after ``moment`` have passed.

    >>> from dateutil.tz import gettz
    >>> week = [(None, weekday, 9, 18) for weekday in range(5)]
    >>> add_hours(datetime(2026, 6, 5, 9), 4, WorkCalendar(gettz("Asia/Shanghai"), week))  # Friday 17:00, Monday 12:00
    datetime.datetime(2026, 6, 8, 4, 0)

    :raises ValueError: the calendar has too few working hours in the next ten years
    """
    if not working and not calendar.pauses:
        return moment + timedelta(hours=count)
    calendar = calendar if working else calendar.elapsed()
    left = timedelta(hours=count)
    day = calendar.local_date(moment)
    for _step in range(HORIZON_DAYS):
        for start, end in calendar.worked(day):
            start = max(start, moment)
            if start < end and left <= end - start:
                return start + left
            left -= max(end - start, timedelta())
        day += timedelta(days=1)
    raise ValueError("The calendar has no working hours.")


def next_opening(moment, hour, calendar):
    """Return the moment, in UTC, of the published hour on the next working day after the local day of ``moment``.

    >>> from dateutil.tz import gettz
    >>> next_opening(datetime(2026, 6, 5, 16), 9.5, WorkCalendar(gettz("UTC")))
    datetime.datetime(2026, 6, 6, 9, 30)
    """
    day = calendar.local_date(add_days(moment, 1, calendar))
    minutes = round(hour * 60)
    return calendar.to_utc(day, time(minutes // 60 % 24, minutes % 60))


def latest_start(moment, count, calendar):
    """Return the latest UTC moment from which ``count`` working days have ended by ``moment``: ``add_days`` backwards.

    What is stored with its beginning is due when that is not after this moment, whatever the calendar says in between.

    >>> from dateutil.tz import gettz
    >>> week = [(None, weekday, 9, 18) for weekday in range(5)]
    >>> latest_start(datetime(2026, 6, 9, 2), 1, WorkCalendar(gettz("Asia/Shanghai"), week))  # Tuesday: Sunday night
    datetime.datetime(2026, 6, 7, 15, 59, 59)

    :raises ValueError: the calendar has too few working days in the last ten years
    """
    day = calendar.local_date(moment)
    if calendar.end_of_day(day) > moment:
        day -= timedelta(days=1)
    horizon = day - timedelta(days=HORIZON_DAYS)
    while count > 0:
        if day < horizon:
            raise ValueError("The calendar has no working days.")
        count -= calendar.is_working_day(day)
        day -= timedelta(days=1)
    return calendar.end_of_day(day)
