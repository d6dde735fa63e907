"""Draw a document of sections as a PDF, with charts, Chinese text and page numbers."""

import io
from xml.sax.saxutils import escape

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from .pdf_font import get_font_name

PAGE = landscape(A4)
MARGIN = 15 * mm
TEXT = colors.HexColor("#1F2937")
MUTED = colors.HexColor("#6B7280")
GRID = colors.HexColor("#D8DADD")
HEADER = colors.HexColor("#F1F2F4")
PALETTE = [colors.HexColor(code) for code in ("#4EA7F2", "#A3A9B5", "#2FA084")]


def render(document):
    """Return the PDF of ``document`` (see `sales.dashboard._get_document`) as bytes."""
    output = io.BytesIO()
    font = get_font_name()
    template = SimpleDocTemplate(
        output,
        pagesize=PAGE,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN + 12 * mm,
        bottomMargin=MARGIN + 4 * mm,
        title=f"{document['title']} {document['subtitle']}",
        author=document["company"],
    )
    story = []
    for section in document["sections"]:
        story += _draw_section(document, section, font)
    template.build(story, canvasmaker=lambda *args, **kwargs: _PagedCanvas(document, font, *args, **kwargs))
    return output.getvalue()


class _PagedCanvas(Canvas):
    """A canvas that knows how many pages there are when it draws their head and foot."""

    def __init__(self, document, font, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._document, self._font, self._pages = document, font, []

    def showPage(self):
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for page in self._pages:
            self.__dict__.update(page)
            self._draw_frame(len(self._pages))
            Canvas.showPage(self)  # the page itself: `self.showPage` only keeps it for later
        return super().save()

    def _draw_frame(self, pages):
        width, height = PAGE
        document = self._document
        self.setFont(self._font, 13)
        self.setFillColor(TEXT)
        self.drawString(MARGIN, height - MARGIN, f"{document['company']} – {document['title']}")
        self.setFont(self._font, 9)
        self.setFillColor(MUTED)
        self.drawString(MARGIN, height - MARGIN - 5 * mm, f"{document['subtitle']} · {document['currency']}")
        self.drawString(MARGIN, MARGIN - 4 * mm, document["printed"])
        label = document["page_label"].format(page=self._pageNumber, pages=pages)
        self.drawRightString(width - MARGIN, MARGIN - 4 * mm, label)
        self.setStrokeColor(GRID)
        self.line(MARGIN, height - MARGIN - 8 * mm, width - MARGIN, height - MARGIN - 8 * mm)


def _draw_section(document, section, font):
    heading = Paragraph(escape(section["title"]), ParagraphStyle("heading", fontName=font, fontSize=13, leading=20))
    parts = [heading]
    if section["chart"] and section["rows"]:
        parts.append(_draw_chart(document, section, font))
    table = _draw_table(document, section, font)
    return [CondPageBreak(_get_height(section)), KeepTogether(parts), table, Spacer(1, 8 * mm)]


def _get_height(section):
    """Return about how much room a section wants, at most a page: what does not fit begins a new one."""
    wanted = (20 + 62 * bool(section["chart"]) + 7 * (len(section["rows"]) + 2)) * mm
    return min(wanted, PAGE[1] - 2 * MARGIN - 18 * mm)


def _draw_table(document, section, font):
    style = ParagraphStyle("cell", fontName=font, fontSize=9, leading=12, textColor=TEXT, wordWrap="CJK")
    right = ParagraphStyle("right", parent=style, alignment=TA_RIGHT)
    rows = [
        [
            Paragraph(escape(column["label"]), style if column["kind"] == "text" else right)
            for column in section["columns"]
        ]
    ]
    for offset, row in enumerate(section["rows"]):
        kinds = _get_kinds(section, offset)
        rows.append(
            [
                Paragraph(escape(value or ""), style) if kind == "text" else format_value(value, kind, document)
                for value, kind in zip(row, kinds, strict=True)
            ]
        )
    if section.get("total") and section["rows"]:
        rows.append(_get_total_row(document, section))
    table = Table(rows, colWidths=_get_widths(section), repeatRows=1, hAlign="LEFT")
    table.setStyle(_get_table_style(section, font))
    return table


def _get_kinds(section, offset):
    kinds = [column["kind"] for column in section["columns"]]
    if "row_kinds" in section:
        kinds[1] = section["row_kinds"][offset]
    return kinds


def _get_widths(section):
    """Share the page's width between the columns, text columns twice as wide."""
    weights = [2 if column["kind"] == "text" else 1 for column in section["columns"]]
    width = min(PAGE[0] - 2 * MARGIN, sum(weights) * 45 * mm)
    return [width * weight / sum(weights) for weight in weights]


def _get_table_style(section, font):
    commands = [
        ("FONT", (0, 0), (-1, -1), font, 9),
        ("TEXTCOLOR", (0, 0), (-1, -1), TEXT),
        ("BACKGROUND", (0, 0), (-1, 0), HEADER),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, GRID),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for index, column in enumerate(section["columns"]):
        if column["kind"] != "text":
            commands.append(("ALIGN", (index, 0), (index, -1), "RIGHT"))
    if section.get("total"):
        commands.append(("LINEABOVE", (0, -1), (-1, -1), 1, TEXT))
    return TableStyle(commands)


def _get_total_row(document, section):
    cells = [document["total_label"]]
    for index, column in enumerate(section["columns"][1:], 1):
        if column["kind"] in ("monetary", "integer"):
            cells.append(format_value(sum(row[index] for row in section["rows"]), column["kind"], document))
        else:
            cells.append("")
    return cells


def format_value(value, kind, document):
    """Return a figure as text.

    >>> format_value(1234.5, "monetary", {"digits": 2}), format_value(None, "percent", {})
    ('1,234.50', '–')
    """
    if value is None:
        return "–"
    if kind == "monetary":
        return f"{value:,.{document['digits']}f}"
    return f"{value:.1f}%" if kind == "percent" else f"{value:,}"


def _draw_chart(document, section, font):
    width, height = PAGE[0] - 2 * MARGIN, 62 * mm
    rows = section["rows"][:20]
    chart = VerticalBarChart() if section["chart"]["type"] == "column" else HorizontalLineChart()
    chart.x, chart.y, chart.width, chart.height = 22 * mm, 16 * mm, width - 30 * mm, height - 20 * mm
    chart.data = [[row[column] for row in rows] for column in section["chart"]["series"]]
    chart.categoryAxis.categoryNames = [row[0] for row in rows]
    chart.categoryAxis.labels.fontName = chart.valueAxis.labels.fontName = font
    chart.categoryAxis.labels.fontSize = chart.valueAxis.labels.fontSize = 7
    chart.valueAxis.labelTextFormat = lambda value: f"{value:,.0f}"
    chart.valueAxis.valueMin = min(0, *(min(values) for values in chart.data))
    chart.valueAxis.valueMax = max(1, *(max(values) for values in chart.data)) * 1.05
    chart.valueAxis.visibleGrid, chart.valueAxis.gridStrokeColor = True, GRID
    _paint_series(chart)
    drawing = Drawing(width, height)
    drawing.add(chart)
    drawing.add(_draw_legend(section, font))
    return drawing


def _paint_series(chart):
    for index in range(len(chart.data)):
        color = PALETTE[index % len(PALETTE)]
        if isinstance(chart, VerticalBarChart):
            chart.bars[index].fillColor, chart.bars[index].strokeColor = color, None
        else:
            chart.lines[index].strokeColor, chart.lines[index].strokeWidth = color, 1.6


def _draw_legend(section, font):
    legend = Legend()
    legend.x, legend.y, legend.fontName, legend.fontSize = 22 * mm, 6 * mm, font, 8
    legend.alignment, legend.columnMaximum, legend.deltax, legend.strokeWidth = "right", 1, 60, 0
    legend.colorNamePairs = [
        (PALETTE[index % len(PALETTE)], section["columns"][column]["label"])
        for index, column in enumerate(section["chart"]["series"])
    ]
    return legend
