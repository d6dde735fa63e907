"""What counts as a follow-up: decisions without Odoo."""

import hashlib
import html
import re
from datetime import timedelta

TOLERANCE = timedelta(minutes=10)

_WRITTEN = {"comment": "comment", "email": "email", "email_outgoing": "email", "sms": "sms"}
_ACTIVITY_CATEGORIES = {"phonecall": "call", "meeting": "meeting"}
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
# the feedback is what follows the second kind of title in the message of a done activity
_FEEDBACK = re.compile(r'<div class="fw-bold">[^<]*</div>(.*)\Z', re.DOTALL)


def plain_text(body):
    """Return the words of an HTML body on one line, without case.

    >>> plain_text("<p>Called&nbsp;Ms <b>Wu</b><br/>\\n OK </p>")
    'called ms wu ok'
    >>> plain_text(None)
    ''
    """
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", body or ""))).strip().casefold()


def digest(text):
    """Return a short fingerprint of a text, None for no text.

    >>> digest("call again") == digest("call again") != digest("visit")
    True
    >>> digest("") is None
    True
    """
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else None


def feedback(body):
    """Return the words that somebody left when marking an activity as done.

    >>> feedback('<p>Call done</p><div><div class="fw-bold">Feedback:</div> Wants a quote</div>')
    'wants a quote'
    >>> feedback('<p>Call done</p>')
    ''
    """
    match = _FEEDBACK.search(body or "")
    return plain_text(match.group(1)) if match else ""


def activity_kind(category):
    """Return the kind of follow-up that a done activity is.

    >>> activity_kind("phonecall"), activity_kind("meeting"), activity_kind("upload_file")
    ('call', 'meeting', 'activity')
    """
    return _ACTIVITY_CATEGORIES.get(category, "activity")


def message_kind(message_type):
    """Return the kind of follow-up that a written message is, None when a machine wrote it.

    >>> message_kind("comment"), message_kind("email_outgoing"), message_kind("auto_comment")
    ('comment', 'email', None)
    """
    return _WRITTEN.get(message_type)


def is_timely(moment, now):
    """Tell whether an act is dated when it was done: neither back-dated nor in the future.

    >>> from datetime import datetime
    >>> now = datetime(2025, 3, 3, 12)
    >>> is_timely(now - timedelta(minutes=2), now), is_timely(now - timedelta(days=1), now)
    (True, False)
    """
    return abs(now - moment) <= TOLERANCE
