"""Find a font that draws Chinese: embedded from the system where one is found, else the reader's own."""

import functools
import logging
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_logger = logging.getLogger(__name__)

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
# TrueType outlines only: reportlab cannot embed the outlines of Noto Sans CJK.
FONT_FILES = (
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "NotoSansSC-Regular.ttf",
    "ukai.ttc",
    "uming.ttc",
    "simhei.ttf",
)
EMBEDDED_NAME = "SalesCloudChinese"
READER_FONT = "STSong-Light"


@functools.cache
def get_font_name(folders=FONT_FOLDERS):
    """Return the name of a registered font with Chinese glyphs.

    Without a font file the PDF names the Adobe-GB1 font that PDF readers bring along or replace.
    """
    path = find_font_file(folders)
    if path:
        try:
            pdfmetrics.registerFont(TTFont(EMBEDDED_NAME, path))
            return EMBEDDED_NAME
        except TTFError:
            _logger.info("The font %s cannot be embedded; PDFs use the reader's Chinese font.", path)
    pdfmetrics.registerFont(UnicodeCIDFont(READER_FONT))
    return READER_FONT


def find_font_file(folders=FONT_FOLDERS):
    """Return the path of the best font file in ``folders``, or None."""
    found = {path.name: path for folder in folders for path in Path(folder).rglob("*.tt[cf]")}
    return next((str(found[name]) for name in FONT_FILES if name in found), None)
