"""Write a document of sections as a workbook: a sheet per section, with a native chart bound to its cells."""

import io

import xlsxwriter

HEADER_ROW = 3
CHART_GAP = 2
WIDTHS = {"text": 26, "monetary": 16, "percent": 12, "integer": 12}


def render(document):
    """Return the workbook of ``document`` (see `sales.dashboard._get_document`) as bytes."""
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": document["title"], "company": document["company"]})
    formats = _add_formats(workbook, document)
    for section in document["sections"]:
        _write_section(workbook, document, section, formats)
    workbook.close()
    return output.getvalue()


def _add_formats(workbook, document):
    money = "#,##0" + ("." + "0" * document["digits"] if document["digits"] else "")
    number_formats = {"text": "@", "monetary": money, "percent": "0.0%", "integer": "#,##0"}
    formats = {kind: workbook.add_format({"num_format": code}) for kind, code in number_formats.items()}
    formats.update(
        {
            ("total", kind): workbook.add_format({"num_format": code, "bold": True, "top": 1})
            for kind, code in number_formats.items()
        }
    )
    formats["title"] = workbook.add_format({"bold": True, "font_size": 14})
    formats["muted"] = workbook.add_format({"font_color": "#6B7280"})
    formats["header"] = workbook.add_format({"bold": True, "bg_color": "#E7E9ED", "bottom": 1, "text_wrap": True})
    return formats


def _write_section(workbook, document, section, formats):
    sheet = workbook.add_worksheet(_sheet_name(section["title"]))
    sheet.write_string(0, 0, f"{document['company']} – {section['title']}", formats["title"])
    sheet.write_string(1, 0, f"{document['subtitle']} · {document['currency']}", formats["muted"])
    for index, column in enumerate(section["columns"]):
        sheet.write_string(HEADER_ROW, index, column["label"], formats["header"])
        sheet.set_column(index, index, WIDTHS[column["kind"]])
    first, last = HEADER_ROW + 1, HEADER_ROW + max(len(section["rows"]), 1)
    for offset, row in enumerate(section["rows"]):
        _write_row(sheet, first + offset, section, offset, row, formats)
    sheet.freeze_panes(first, 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(section["columns"]) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    if section.get("total") and section["rows"]:
        _write_totals(sheet, document, section, first, last, formats)
    if section["chart"] and section["rows"]:
        _insert_chart(workbook, sheet, section, first, last)


def _sheet_name(title):
    return "".join(" " if character in r"[]:*?/\'" else character for character in title)[:31]


def _write_row(sheet, row_index, section, offset, row, formats):
    for index, (value, column) in enumerate(zip(row, section["columns"], strict=True)):
        kind = column["kind"]
        if kind != "text" and "row_kinds" in section:
            kind = section["row_kinds"][offset]
        if value is None:
            sheet.write_blank(row_index, index, None, formats[kind])
        elif kind == "text":
            sheet.write_string(row_index, index, value, formats[kind])
        else:
            sheet.write_number(row_index, index, value / 100 if kind == "percent" else value, formats[kind])


def _write_totals(sheet, document, section, first, last, formats):
    """Write totals that follow the filter; they are written with their value for readers that do not calculate."""
    sheet.write_string(last + 1, 0, document["total_label"], formats["total", "text"])
    for index, column in enumerate(section["columns"]):
        if column["kind"] in ("monetary", "integer"):
            cells = xlsxwriter.utility.xl_range(first, index, last, index)
            value = round(sum(row[index] for row in section["rows"]), document["digits"])
            style = formats["total", column["kind"]]
            sheet.write_formula(last + 1, index, f"=SUBTOTAL(109,{cells})", style, value)


def _insert_chart(workbook, sheet, section, first, last):
    chart = workbook.add_chart({"type": section["chart"]["type"]})
    for column in section["chart"]["series"]:
        chart.add_series(
            {
                "name": [sheet.name, HEADER_ROW, column],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
            }
        )
    chart.set_title({"name": section["chart"]["title"]})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 860, "height": 360})
    sheet.insert_chart(last + 2 + CHART_GAP, 0, chart)
