"""Free text about a place taken apart: street, postal code, city, state, country."""

import itertools
import re
from dataclasses import dataclass, replace

from .place_names import NOT_CITIES, REGIONS, SHORT_COUNTRIES, STATES_BEFORE_COUNTRIES, WHOLE_CITIES
from .text import has_cjk, key, squeeze

_COORDINATE = re.compile(r"\d+(\.\d+)?[°′″][\d.°′″]*\s*[NSEW]?\b|-?\d+\.\d{3,}|\ufeff")
_FOOTNOTE = re.compile(r"\[[^\]]*\]?|\s:\s*\d+\s*$")
_ROLE = re.compile(
    r"legal|operat|corporate|global|headquarter|office|domicil|executive|registered|sales|production|r&d|\bhq\b|main",
    re.IGNORECASE,
)
_STREET_END = (
    r"street|st\.|avenue|ave\.?|drive|road|rd\.?|boulevard|blvd\.?|lane|way|plaza|towers?|cent(?:er|re)|building|"
    r"headquarters|campus|square|parkway|highway|house|yards|central|place|park|straße|strasse"
)
_STREET_THEN_CITY = re.compile(
    rf"^(?P<street>\S.*\s(?:{_STREET_END})|[^\d]+\s\d+[a-z]?)\s+(?P<city>[^\W\d][^\d]*)$", re.IGNORECASE
)
_STREET = re.compile(
    rf"^\d+[\w-]*\s|\s(?:{_STREET_END})$|\b(?:rue|blvd|boulevard|avenue)\b|^[\d\s-]+$|chome\b|\s\d+$", re.IGNORECASE
)
_ZIP = r"\d{3}-\d{4}|\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_ZIP_AFTER = re.compile(rf"^(?P<rest>.*\D)\s+(?P<zip>{_ZIP})$")
_ZIP_BEFORE = re.compile(r"^(?P<zip>(?:[A-Z]{1,2}-)?\d{4,6})\s+(?P<rest>[^\W\d].*)$")
_ZIP_ALONE = re.compile(rf"^(?:{_ZIP}|\d{{4,6}})$")
_SEPARATOR = re.compile(r"[,，、]|\s[–—-]\s")
_LABEL = re.compile(
    r"((legal|registered|corporate|global|executive|operational|head|main|principal)\s+)*"
    r"(offices?|headquarters?|domicile|seat)\s*:",
    re.IGNORECASE,
)
_STATUS = re.compile(r"^(formerly|unincorporated)\s+", re.IGNORECASE)
_CITY_STATES = {"singapore", "monaco", "hong kong", "macau", "luxembourg", "gibraltar"}
_CJK_CITIES = {"北京", "上海", "天津", "重庆", "香港", "澳门", "新加坡", "東京"}
_STATES_ARE_NO_CITIES = ("US", "CA", "AU", "IN", "BR", "MX")


@dataclass(frozen=True)
class Place:
    """Parts of an address; texts are '' and country and state are None when not known.

    ``is_whole`` tells that the parts hold all that the text said.
    """

    street: str = ""
    zip: str = ""
    city: str = ""
    state: object = None
    country: object = None
    is_whole: bool = False


def is_compound(text):
    """Tell whether the text may hold more than the name of a city; a Chinese city names its province.

    >>> is_compound("Maplewood, Minnesota , U.S."), is_compound("广东深圳"), is_compound("Frankfurt am Main")
    (True, True, False)
    """
    text = squeeze(text)
    return bool(re.search(r"[,，、;；|°\[(]", text) or has_cjk(text))


def parse_place(text, tables, country=None):
    """Return the first place that the text names.

    :param tables: `gazetteer.Gazetteer`
    :param country: the country, where it is known from elsewhere; a country in the text comes before it
    """
    cleaned = _without_noise(text)
    if has_cjk(cleaned):
        return _parse_cjk(cleaned, tables, country)
    places = [_parse_segment(tokens, tables, country) for tokens in _segments(cleaned, tables) if tokens]
    place = next((place for place in places if place.city or place.state), places[0] if places else Place())
    if len(places) > 1 or key(cleaned) != key(text):
        place = replace(place, is_whole=False)
    if not place.country:
        place = replace(place, country=next((other.country for other in places if other.country), country))
    if place.city and not place.state:
        known_country, state = tables.state_of_city(place.city, place.country)
        place = replace(place, country=known_country, state=state)
    return place


def _without_noise(text):
    """Drop coordinates and footnotes; a bracket that tells the role of a place becomes the bar between two places."""
    text = _FOOTNOTE.sub(" ", _COORDINATE.sub(" ", squeeze(text)))
    text = re.sub(r"\(([^()]*)\)", lambda match: "|" if _ROLE.search(match[1]) else " ", _LABEL.sub("|", text))
    return squeeze(re.sub(r"[()]|\s/(?=\s|$)|;(?=\s*$)", " ", text))


def _segments(text, tables):
    """Yield one list of parts for each place in the text."""
    for chunk in re.split(r"[|;；\n]", text):
        tokens = []
        for token, following in _with_next(part.strip(" .:/") for part in _SEPARATOR.split(chunk)):
            if not token:
                continue
            first, *others = [token] if tables.country(token) else re.split(r"(?:^|\s)and\s", token, maxsplit=1)
            if others:
                yield [*tokens, first.strip()]
                token, tokens = others[0].strip(), []
            area = _area_before_next_place(token, tables) if tokens else None
            is_last = bool(tokens) and _is_country_before(token, following, tables)
            tokens.append(area or token)
            if area or is_last:
                yield tokens
                tokens = []
        yield tokens


def _with_next(tokens):
    return itertools.pairwise([*tokens, ""])


def _is_country_before(token, following, tables):
    """Tell whether a part ends a place; in 'Lebanon, Tennessee' the country is a city."""
    country, state = _country(token, tables), tables.state(following)
    return bool(country) and (not state or state[0] == country)


def _area_before_next_place(token, tables):
    """Return the country or state that a part begins with, when the next place follows it without a comma."""
    words = token.split()
    if tables.country(token) or tables.state(token) or _STREET.search(token):
        return None
    for size in range(len(words) - 1, 0, -1):
        head, rest = " ".join(words[:size]), " ".join(words[size:])
        country = _country(head, tables)
        if country and _country(rest, tables) != country and key(rest) != "city":
            return head
        if rest[0].isdigit() and not re.match(_ZIP, rest) and tables.state(head):
            return head
    return None


def _country(token, tables):
    """Return the country of a part of a place, where two letters are rather the code of a state."""
    folded = key(token)
    return tables.country(token) if len(folded) > 2 or folded in SHORT_COUNTRIES else None


# ----------------------------------------------------------------------
# One place, read from the right: country, state, city, street
# ----------------------------------------------------------------------


def _parse_segment(tokens, tables, hint):
    tokens, country = _take_country([_STATUS.sub("", token) for token in tokens if token], tables, hint)
    tokens, postal = _take_zip(tokens)
    before_state = len(tokens)
    tokens, area, state_text = _take_state(tokens, tables, country, hint)
    is_whole = before_state - len(tokens) == bool(area)
    country, state = area or (country, None)
    city, street = _take_city(tokens)
    if _may_be_city(state_text, country, tables) and (not city or _is_district(city, state_text)):
        city, street = state_text, ", ".join(filter(None, (street, city)))
    elif not city and len(tokens) == 1 and not re.search(r"\d", street):
        city, street = street, ""  # Menlo Park is a city after all
    return Place(street=street, zip=postal, city=city, state=state, country=country, is_whole=is_whole)


def _take_zip(tokens):
    kept, postal = [], ""
    for token in tokens:
        match = _ZIP_AFTER.match(token) or _ZIP_BEFORE.match(token)
        if kept and _ZIP_ALONE.match(token):
            postal = token
        elif match and not _STREET.search(match["rest"]):
            kept.append(match["rest"].strip())
            postal = match["zip"]
        else:
            kept.append(token)
    return kept, postal


def _take_country(tokens, tables, hint):
    """Take the country off the end: a part of its own, or the last words of a part."""
    tokens, found = list(tokens), None
    while tokens:
        country = _country(tokens[-1], tables)
        if country and key(tokens[-1]) in STATES_BEFORE_COUNTRIES and len(tokens) > 1 and hint != country:
            break
        if country and found in (None, country) and not (len(tokens) == 1 and key(tokens[-1]) in _CITY_STATES):
            tokens, found = tokens[:-1], country
            continue
        head, ending = _split_country(tokens[-1], tables) if not found else ("", None)
        if not ending:
            return tokens, found or country
        tokens, found = [*tokens[:-1], head], ending
    return tokens, found


def _split_country(token, tables):
    """Return ('Alabama', the United States) for 'Alabama USA', ('', None) for 'New Mexico'."""
    words = token.split()
    if tables.state(token):
        return "", None
    for start in range(1, len(words)):
        if country := _country(" ".join(words[start:]), tables):
            return " ".join(words[:start]), country
    return "", None


def _take_state(tokens, tables, country, hint):
    """Take regions and one state off the end; return the parts before, (country, state) or None, and its text."""
    tokens, state, text = list(tokens), None, ""
    while tokens:
        if not state and (found := _state(tokens, tables, country, hint)):
            state, text = found, tokens[-1]
        elif key(tokens[-1]) not in REGIONS and not key(tokens[-1]).startswith("canton of "):
            break
        tokens = tokens[:-1]
    return tokens, state, text


def _state(tokens, tables, country, hint):
    """Return (country, state) of the last part; alone and without a country it is rather a city."""
    if country:
        return tables.state(tokens[-1], country)
    found = tables.state(tokens[-1], hint) if hint else None
    return found or (tables.state(tokens[-1]) if len(tokens) > 1 else None)


def _take_city(tokens):
    """Return (city, street) of the parts that remain."""
    if not tokens:
        return "", ""
    *before, last = tokens
    if match := _STREET_THEN_CITY.match(last):
        return match["city"], ", ".join([*before, match["street"]])
    if _STREET.search(last):
        return "", ", ".join(tokens)
    return last, ", ".join(before)


def _is_district(city, state_text):
    """Tell whether what stands before the name of a state that is a city is a part of that city."""
    return key(state_text) in WHOLE_CITIES or (city.lower().endswith("-ku") and key(state_text) != "tokyo")


def _may_be_city(state_text, country, tables):
    """Tell whether the name of the state is that of its city, as in 'Tokyo, Japan' but not in 'Florida, U.S.'."""
    if key(state_text) == "new york":
        return True
    large = [tables.codes.get(code) for code in _STATES_ARE_NO_CITIES]
    return bool(state_text) and country not in large and key(state_text) not in NOT_CITIES


# ----------------------------------------------------------------------
# Chinese and Japanese addresses, read from the left
# ----------------------------------------------------------------------


def _parse_cjk(text, tables, hint):
    text = re.sub(r"[\s,，、;；|]+", "", re.sub(r"〒?\s*\d{3}-\d{4}", "", text))
    country, rest = _longest_prefix(text, tables.countries)
    country_text = text[: len(text) - len(rest)]
    if not rest and country:
        return Place(city=country_text if country_text in _CJK_CITIES else "", country=country, is_whole=True)
    areas, after_state = _longest_prefix(rest, tables.states)
    area = next((area for area in areas or [] if (country or hint) in (None, area[0])), None)
    if area:
        name = rest[: len(rest) - len(after_state)].removesuffix("市")
        after_state = re.sub(r"^(省|市|都|府|県|自治区|特别行政区)?(市辖区)?", "", after_state)
        city, street = _split_cjk_city(after_state.removeprefix(name + "市"))
        if name in _CJK_CITIES:
            city, street = name + "市", city + street
        return Place(street=street, city=city, state=area[1], country=area[0], is_whole=True)
    known, after_city = _longest_prefix(rest, tables.cities)
    if known and (country or hint) in (None, known[0]):
        city = rest[: len(rest) - len(after_city)] + ("市" if after_city.startswith("市") else "")
        street = after_city.removeprefix("市")
        return Place(street=street, city=city, state=known[1], country=known[0], is_whole=True)
    return Place(city=rest, country=country or hint, is_whole=True)


def _longest_prefix(text, table):
    """Return (value, text after it) of the longest Chinese key that the text begins with, (None, text) for none."""
    for size in range(min(len(text), 12), 1, -1):
        if has_cjk(text[:size]) and text[:size] in table:
            return table[text[:size]], text[size:]
    return None, text


def _split_cjk_city(text):
    """Return (city, street) of what follows the province."""
    match = re.match(r"[^区县路街道号\d]{1,9}?(?:市|自治州|地区|盟)", text)
    if match:
        return match[0], text[match.end() :]
    return ("", text) if re.search(r"[区县路街道号村镇\d]", text) else (text, "")
