from odoo import http
from odoo.http import content_disposition, request

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class DashboardController(http.Controller):
    @http.route("/sales_cloud/dashboard/<any(xlsx,pdf):file_format>", type="http", auth="user", readonly=True)
    def download(self, file_format, period="month", team_id=None, metric_id=None):
        """Send the dashboard as a file, with the rights and the companies of the user.

        :param file_format: 'xlsx' or 'pdf'
        :param period: see `sales.dashboard.get_dashboard`
        """
        dashboard = request.env["sales.dashboard"].with_context(
            allowed_company_ids=self._get_company_ids(), lang=request.env.user.lang
        )
        export = {"xlsx": dashboard._export_xlsx, "pdf": dashboard._export_pdf}[file_format]
        name, content = export(period, _to_id(team_id), _to_id(metric_id))
        headers = [
            ("Content-Type", CONTENT_TYPES[file_format]),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

    def _get_company_ids(self):
        """Return the companies that are ticked in the browser, else the user's own."""
        ticked = [int(part) for part in request.cookies.get("cids", "").split("-") if part.isdigit()]
        allowed = request.env.user.company_ids.ids
        return [company_id for company_id in ticked if company_id in allowed] or request.env.user.company_id.ids


def _to_id(value):
    return int(value) if value and value.isdigit() else None
