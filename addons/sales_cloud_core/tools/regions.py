"""One key for one city, however it is written: 深圳, 深圳市, Shenzhen and 广东省深圳市 are all ``CN-4403``.

The key of a Chinese place is its code in the national standard GB/T 2260 without trailing zeros, so that the key of a
province begins the keys of its cities, and theirs those of the districts: ``CN-44``, ``CN-4403``, ``CN-440305``. The
key of any other city is its folded name. ``regions_cn.txt`` has a line per region, ``code name|short name|Latin
names``, made from that of the MIT-licensed PyPI package cpca 0.5.5.
"""

import re
from functools import cache
from pathlib import Path

from .text import has_cjk, key

CHINESE_COUNTRIES = frozenset({"CN", "HK", "MO", "TW"})

# The states of Odoo have the abbreviations of the provinces as codes.
PROVINCES = dict(
    zip(
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕甘青宁新台港澳",
        [
            "11",
            "12",
            "13",
            "14",
            "15",
            "21",
            "22",
            "23",
            "31",
            "32",
            "33",
            "34",
            "35",
            "36",
            "37",
            "41",
            "42",
            "43",
            "44",
            "45",
            "46",
            "50",
            "51",
            "52",
            "53",
            "54",
            "61",
            "62",
            "63",
            "64",
            "65",
            "71",
            "81",
            "82",
        ],
        strict=True,
    )
)
MUNICIPALITIES = frozenset({"11", "12", "31", "50", "81", "82"})

# Of two cities with one Latin name, these are meant where no province is told.
_WELL_KNOWN = frozenset({"3205", "3501"})
_LATIN_SUFFIX = re.compile(r" ?(?:city|shi|municipality)$")


@cache
def _names():
    """Return ({Chinese name: codes}, {Latin name without spaces: codes}) of all regions."""
    chinese, latin = {}, {}
    for line in Path(__file__).with_name("regions_cn.txt").read_text(encoding="utf-8").splitlines():
        code, names = line.split(" ", 1)
        for name in names.split("|"):
            table = chinese if has_cjk(name) else latin
            table.setdefault(name if has_cjk(name) else key(name).replace(" ", ""), []).append(code)
    return chinese, latin


def region_key(code):
    """Return the key of a region by its code.

    >>> region_key("4403")
    'CN-4403'
    """
    return f"CN-{code}"


def region_name(region):
    """Return the Chinese name of a region by its key, the key itself for any other city.

    >>> region_name("CN-4403"), region_name("zurich")
    ('深圳市', 'zurich')
    """
    return _official_names().get(region.removeprefix("CN-"), region)


@cache
def _official_names():
    lines = Path(__file__).with_name("regions_cn.txt").read_text(encoding="utf-8").splitlines()
    return {code: names.split("|")[0] for code, names in (line.split(" ", 1) for line in lines)}


def levels(region):
    """Return the keys of a place from the province down; of a city outside China only its own.

    >>> levels("CN-440305"), levels("frankfurt am main"), levels("")
    (('CN-44', 'CN-4403', 'CN-440305'), ('frankfurt am main',), ())
    """
    if not region.startswith("CN-"):
        return (region,) if region else ()
    return tuple(region[:size] for size in (5, 7, 9) if size <= len(region))


def city_key(city, country="", province=""):
    """Return the key of a city, '' for none.

    >>> {city_key(name) for name in ("深圳", "深圳市", " Shenzhen ", "SHENZHEN CITY", "广东省深圳市")}
    {'CN-4403'}
    >>> city_key("深圳市南山区"), city_key("南山区", "CN", "44"), city_key("北京市朝阳区")
    ('CN-440305', 'CN-440305', 'CN-110105')
    >>> city_key("朝阳区"), city_key("广东")
    ('朝阳区', 'CN-44')
    >>> city_key("", "CN", "44"), city_key("")
    ('CN-44', '')
    >>> city_key("Suzhou", "CN"), city_key("Suzhou", "CN", "34"), city_key("Zürich", "CH"), city_key("Anyang", "KR")
    ('CN-3205', 'CN-3413', 'zurich', 'anyang')

    :param country: two-letter code, '' when not known
    :param province: two digits of the Chinese province, '' when not known
    """
    folded = key(city)
    if country and country not in CHINESE_COUNTRIES:
        return folded
    if not folded:
        return region_key(province) if province else ""
    find = _find_chinese if has_cjk(folded) else _find_latin
    code = find(folded, province)
    return region_key(code) if code else folded


def _find_latin(folded, province):
    table = _names()[1]
    spellings = (folded, _LATIN_SUFFIX.sub("", folded))
    codes = next((table[name] for text in spellings if (name := text.replace(" ", "")) in table), [])
    return _choose([code for code in codes if len(code) == 4 or code in MUNICIPALITIES] or codes, province)


def _find_chinese(text, province):
    """Read province, city and district from the left, each within the one before."""
    text, within, found = text.replace(" ", ""), province, ""
    while text:
        size, code = _longest_name(text, within)
        if not code:
            break
        within = found = code
        text = text[size:]
    return found


def _longest_name(text, within):
    """Return (length, code) of the longest regional name that the text begins with; code '' when it is none or several.

    A city comes before the province of the same name, once the province is known.
    """
    table = _names()[0]
    for size in range(min(len(text), 12), 1, -1):
        codes = [code for code in table.get(text[:size], ()) if code.startswith(within)]
        if within not in MUNICIPALITIES:
            codes = [code for code in codes if code != within] or codes
        if codes:
            return size, _choose(codes, within)
    return 0, ""


def _choose(codes, province):
    """Return the one region that is meant: within the province, the highest level, '' when several remain."""
    codes = [code for code in codes if code.startswith(province)]
    top = [code for code in codes if len(code) == min(map(len, codes))]
    if len(top) > 1:
        top = [code for code in top if code in _WELL_KNOWN]
    return top[0] if len(top) == 1 else ""
