"""Text as people type it, made comparable."""

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b-\u200f\ufeff\u3000]+")
_NOT_WORD = re.compile(r"[\W_]+")
_NOTHING = {"", "none", "null", "nil", "na", "n a", "nan", "tbd", "unknown", "not available"}
_NOTHING |= {"无", "暂无", "未知", "没有"}
# full-width ASCII without the brackets, which belong to Chinese names
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "（）"} | {0x3000: 0x20}


def squeeze(text):
    """Return the text on one line with single spaces, full-width letters and digits made narrow.

    >>> squeeze("  ＡＣＭＥ　Tools\\u200b \\n Ltd ")
    'ACME Tools Ltd'
    """
    return _SPACE.sub(" ", (text or "").translate(_WIDTH)).strip()


def key(text):
    """Return what two spellings of one name have in common: no case, width, accents or punctuation.

    >>> key("Zürich") == key("ZURICH"), key("U.S."), key("P.R. China"), key("（广东）深圳")
    (True, 'u s', 'p r china', '广东 深圳')
    """
    decomposed = unicodedata.normalize("NFKD", text or "")
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", plain).casefold()).strip()


def is_nothing(text):
    """Tell whether a cell says only that there is no value.

    >>> is_nothing(" N/A "), is_nothing("-"), is_nothing("无"), is_nothing("Nothing Ltd")
    (True, True, True, False)
    """
    return key(text) in _NOTHING


def has_cjk(text):
    """Tell whether the text has Chinese characters (also as used in Japanese).

    >>> has_cjk("深圳"), has_cjk("Shenzhen")
    (True, False)
    """
    return any("\u4e00" <= char <= "\u9fff" for char in text or "")
