from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, format_datetime

from ..report import dashboard_pdf, dashboard_xlsx

PEOPLE_AMOUNTS = ("won", "signed", "invoiced", "collected")


class SalesDashboard(models.AbstractModel):
    """The same figures to take away, as a workbook or as a PDF."""

    _inherit = "sales.dashboard"

    @api.model
    def _export_xlsx(self, period="month", team_id=None, metric_id=None):
        """Return (file name, content) of the dashboard as a workbook; see `get_dashboard`."""
        document = self._get_document(period, team_id, metric_id)
        return f"{document['file_name']}.xlsx", dashboard_xlsx.render(document)

    @api.model
    def _export_pdf(self, period="month", team_id=None, metric_id=None):
        """Return (file name, content) of the dashboard as a PDF; see `get_dashboard`."""
        document = self._get_document(period, team_id, metric_id)
        return f"{document['file_name']}.pdf", dashboard_pdf.render(document)

    def _check_export(self):
        if not self.env.user.has_group("sales_cloud_reports.group_export"):
            raise AccessError(self.env._("You may not export the dashboard. Ask for the right “Export sales reports”."))

    def _get_document(self, period, team_id, metric_id):
        """Return what both formats show, in plain data.

        A section is {title, columns, rows, chart}; a column {label, kind}; ``row_kinds``, where given, overrules the
        kind of the value column by row; a chart names its type and the columns of its series.
        """
        self._check_export()
        data = self.get_dashboard(period, team_id, metric_id)
        self.env["sales.export.log"]._note_export("dashboard", self._name, [period], 0, 0, data["title"])
        currency = self.env["res.currency"].browse(data["currency_id"])
        team = next((team["name"] for team in data["teams"] if team["id"] == data["team_id"]), "")
        return {
            "file_name": f"sales-dashboard-{data['period_name']}",
            "title": data["title"],
            "company": data["company_name"],
            "subtitle": " · ".join(filter(None, [team, data["period_name"], self._get_dates_label(data)])),
            "printed": format_datetime(self.env, fields.Datetime.now()),
            "page_label": self.env._("Page {page} of {pages}"),
            "total_label": self.env._("Total"),
            "currency": currency.name,
            "digits": currency.decimal_places,
            "sections": [
                self._get_tiles_section(data),
                self._get_people_section(data),
                self._get_trend_section(data),
                self._get_pipeline_section(data),
            ],
        }

    def _prepare_column(self, label, kind):
        return {"label": label, "kind": kind}

    def _get_dates_label(self, data):
        return f"{format_date(self.env, data['date_start'])} – {format_date(self.env, data['date_end'])}"

    def _get_tiles_section(self, data):
        return {
            "title": self.env._("Key Figures"),
            "columns": [
                self._prepare_column(self.env._("Figure"), "text"),
                self._prepare_column(self.env._("Value"), "monetary"),
                self._prepare_column(self.env._("Note"), "text"),
            ],
            "rows": [[tile["label"], tile["value"], tile["hint"]] for tile in data["tiles"]],
            "row_kinds": [tile["kind"] for tile in data["tiles"]],
            "chart": None,
        }

    def _get_people_section(self, data):
        labels = self._get_metric_labels()
        amounts = [labels[metric] for metric in PEOPLE_AMOUNTS]
        amounts += [self.env._("Target"), self.env._("Attained")]
        return {
            "title": self.env._("People"),
            "columns": [
                self._prepare_column(self.env._("Person"), "text"),
                *[self._prepare_column(label, "monetary") for label in amounts],
                self._prepare_column(self.env._("Attainment"), "percent"),
            ],
            "rows": [
                [
                    person["name"],
                    *(person[metric]["value"] for metric in PEOPLE_AMOUNTS),
                    person["target"],
                    person["attained"],
                    person["percent"],
                ]
                for person in data["people"]
            ],
            "total": True,
            "chart": {"type": "column", "title": self.env._("Attainment per Person"), "series": [6, 5]},
        }

    def _get_trend_section(self, data):
        series = data["trend"]["series"]
        return {
            "title": self.env._("Twelve Months"),
            "columns": [
                self._prepare_column(self.env._("Month"), "text"),
                *[self._prepare_column(line["label"], "monetary") for line in series],
            ],
            "rows": [
                [label, *(line["values"][index] for line in series)]
                for index, label in enumerate(data["trend"]["labels"])
            ],
            "total": True,
            "chart": {"type": "line", "title": self.env._("Twelve Months"), "series": [1, 2, 3]},
        }

    def _get_pipeline_section(self, data):
        return {
            "title": self.env._("Pipeline by Stage"),
            "columns": [
                self._prepare_column(self.env._("Stage"), "text"),
                self._prepare_column(self.env._("Opportunities"), "integer"),
                self._prepare_column(self.env._("Expected Revenue"), "monetary"),
            ],
            "rows": [[stage["name"], stage["count"], stage["amount"]] for stage in data["pipeline"]],
            "total": True,
            "chart": {"type": "column", "title": self.env._("Pipeline by Stage"), "series": [2]},
        }
