"""Company names: clean to read, and a key that finds the same company under another spelling."""

import re

from .text import has_cjk, key, squeeze

_WORDS = (
    "inc incorporated corp corporation co company ltd limited llc llp lp plc pte pty gmbh mbh ag se kg kgaa ug ohg "
    "sa sas sarl sca snc nv bv spa srl sl slu oy oyj ab publ asa as aps kk tbk pt bhd sdn jsc pjsc ooo oao zrt nyrt "
    "kft doo sro group groupe gruppe holding holdings"
)
_PHRASES = (
    "l l c|l l p|p l c|s a|s a s|s a r l|s c a|s p a|s r l|s l|n v|b v|a s|a b|a g|k k|d o o|s r o|kabushiki kaisha|"
    "gmbh co kg|public limited company"
)
_SUFFIXES = frozenset(_WORDS.split()) | frozenset(_PHRASES.split("|"))
_LONGEST_SUFFIX = 4  # words
_CJK_PREFIX = re.compile(r"^(株式会社|有限会社)+")
_CJK_SUFFIX = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|股份公司|集团公司|总公司|公司|集团|股份|控股|有限合伙|合伙企业|株式会社|有限会社)+$"
)


def clean_company(name):
    """Return the name as it may be shown: one line, narrow letters, no quotes around it.

    >>> clean_company(' "ＡＣＭＥ  Tools, Inc." ')
    'ACME Tools, Inc.'
    >>> clean_company("华为技术（深圳）有限公司")
    '华为技术（深圳）有限公司'
    """
    return squeeze(name).strip("\"'“”「」 ").strip()


def company_key(name):
    """Return the name without legal form, case, width, accents and punctuation; '' for no name.

    >>> company_key("Acme Tools Co., Ltd."), company_key("ACME TOOLS"), company_key("The Société  Générale S.A.")
    ('acme tools', 'acme tools', 'societe generale')
    >>> company_key("美的集团股份有限公司"), company_key("华为技术（深圳）有限公司"), company_key("株式会社 日立")
    ('美的', '华为技术深圳', '日立')
    >>> company_key("Group"), company_key("集团")
    ('group', '集团')
    """
    folded = key(name)
    if has_cjk(folded):
        joined = folded.replace(" ", "")
        return _CJK_SUFFIX.sub("", _CJK_PREFIX.sub("", joined)) or joined
    words = folded.split()
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    while size := _suffix_size(words):
        words = words[:-size]
    return " ".join(words)


def _suffix_size(words):
    """Return how many of the last words are a legal form; 0 when nothing would remain."""
    for size in range(min(_LONGEST_SUFFIX, len(words) - 1), 0, -1):
        if " ".join(words[-size:]) in _SUFFIXES:
            return size
    return 0
