"""Untidy input made usable: web addresses, phone and email text, numbers of people, lists.

A function returns '' or None when it finds no value; it never raises for bad input.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from .text import is_nothing, squeeze

# ----------------------------------------------------------------------
# Web, phone, email
# ----------------------------------------------------------------------

_TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|spm|from|ref|mc_[ce]id|_ga)$", re.IGNORECASE)
_HOST = re.compile(r"^(?!-)([\w-]{1,63}\.)+[^\W\d_][\w-]{1,62}$")
_PHONE_LABEL = re.compile(r"^(tel|phone|mobile|cell|mob|ph|电话|手机|联系电话|座机|電話)\s*[.:：]?\s*", re.IGNORECASE)


def clean_website(text):
    """Return the first web address in a text with a lower-case host and without tracking, '' when there is none.

    >>> clean_website("WWW.Acme.COM/"), clean_website("https://acme.com/en?utm_source=x&id=3#top")
    ('http://www.acme.com', 'https://acme.com/en?id=3')
    >>> clean_website("www.amada.co.jp /en /"), clean_website("bmwgroup.com (corporate) bmw.com (brand)")
    ('http://www.amada.co.jp/en', 'http://bmwgroup.com')
    >>> clean_website("Official website"), clean_website("n/a"), clean_website("{{URL|resonac.com}")
    ('', '', 'http://resonac.com')
    """
    if is_nothing(text):
        return ""
    joined = re.sub(r"\s+(?=[/_])|(?<=/)\s+(?=[\w-]+\s*/)", "", squeeze(text).strip("<>\"' "))
    for word in re.split(r"[\s,;|{}()<>]+", joined):
        if url := _website(word):
            return url
    return ""


def _website(word):
    try:
        parts = urlsplit(word if "://" in word else "http://" + word.lstrip("/"))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or not _HOST.match(host):
        return ""
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)])
    path = re.sub("/+", "/", parts.path).rstrip("/")
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def clean_phone(text):
    """Return the phone number as typed, without labels and wide characters; formatting it needs a country.

    >>> clean_phone("Tel: ０７５５－８６６８　８０００"), clean_phone("电话：0755-86688000"), clean_phone("none")
    ('0755-8668 8000', '0755-86688000', '')
    """
    return "" if is_nothing(text) else _PHONE_LABEL.sub("", squeeze(text)).replace("（", "(").replace("）", ")")


def clean_email(text):
    """Return the address line without wide characters and scheme; several addresses stay.

    >>> clean_email(" mailto:Ｉnfo@acme.com "), clean_email("-"), clean_email("Wu <wu@acme.cn>")
    ('Info@acme.com', '', 'Wu <wu@acme.cn>')
    """
    return "" if is_nothing(text) else re.sub(r"^mailto:", "", squeeze(text), flags=re.IGNORECASE)


def split_list(text):
    """Return the entries of a list in one cell, each once.

    >>> split_list("Software ; IT services；software; ")
    ['Software', 'IT services']
    """
    entries = {}
    for entry in re.split(r"[;；|\n]", text or ""):
        if not is_nothing(entry):
            entries.setdefault(squeeze(entry).casefold(), squeeze(entry))
    return list(entries.values())


# ----------------------------------------------------------------------
# Number of people
# ----------------------------------------------------------------------

MOST_EMPLOYEES = 10_000_000
_MAGNITUDES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6}
_MAGNITUDES |= {"千": 10**3, "万": 10**4, "萬": 10**4}
_NUMBER = re.compile(
    r"(?<![a-z\d])(?<!\d[.,])(?P<digits>\d{1,3}(?:[ ,.'’]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*"
    r"(?P<magnitude>(?:thousand|million|mn|[km])\b|[千万萬])?",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?<!non-)(?<!non)(?<!non )(consolidated|total|group\b|including subsidiaries|合并|全集团)", re.IGNORECASE
)
_NOTE = re.compile(r"\([^()]*\)?")


def parse_employees(text):
    """Return how many people a text says that a company employs, None when it does not say.

    The first number counts, unless another one is marked as that of the whole group. Years and dates stand in brackets.

    >>> [parse_employees(text) for text in ("c. 60,500 (2025)", "3 500", "8.914 (2023)")]
    [60500, 3500, 8914]
    >>> [parse_employees(text) for text in ("Over 1 million", "1,2 million", "1.2万人", "500-1000人", "2025年 3000人")]
    [1000000, 1200000, 12000, 500, 3000]
    >>> parse_employees("6,269 (non-consolidated) 51,500 (consolidated) (as of December 31, 2013)")
    51500
    >>> parse_employees("Consolidated : 33,431 Non-consolidated : 8,034")
    33431
    >>> parse_employees("n/a"), parse_employees("many"), parse_employees(250)
    (None, None, 250)
    """
    if isinstance(text, (int, float)):
        return _plausible(int(text))
    text = re.sub(r"\b(19|20)\d\d\s*年", "", squeeze(str(text or "")).replace("（", "(").replace("）", ")"))
    marked = _group_number(text)
    if marked is not None:
        return marked
    match = _NUMBER.search(_NOTE.sub(" ", text))
    return _plausible(_number(match)) if match else None


def _group_number(text):
    """Return the number marked as the group's: '51,500 (consolidated)', 'Consolidated: 51,500', '(Group 51,500)'."""
    for match in _GROUP.finditer(text):
        after = _NUMBER.match(re.sub(r"^[\s:：]+", "", text[match.end() :]))
        if after:
            return _plausible(_number(after))
        before = text[: match.start()]
        bracket = before.rfind("(")
        numbers = list(_NUMBER.finditer(before[:bracket])) if bracket > before.rfind(")") else []
        if numbers:
            return _plausible(_number(numbers[-1]))
    return None


def _number(match):
    digits, magnitude = match["digits"], _MAGNITUDES.get((match["magnitude"] or "").lower(), 1)
    if magnitude > 1:
        return round(float(digits.replace(",", ".")) * magnitude) if digits.count(",") + digits.count(".") < 2 else 0
    if re.fullmatch(r"\d+[.,]\d{1,2}", digits):
        return int(re.split("[.,]", digits)[0])
    return int(re.sub(r"\D", "", digits))


def _plausible(number):
    return number if 0 < number <= MOST_EMPLOYEES else None
