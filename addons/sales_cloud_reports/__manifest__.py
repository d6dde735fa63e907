{
    "name": "Sales Cloud Reports",
    "summary": "Targets with attainment, a sales dashboard that drills down, XLSX and PDF exports",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Cloud",
    "license": "LGPL-3",
    "depends": ["sales_cloud_core"],
    "external_dependencies": {"python": ["reportlab", "xlsxwriter"]},
    "data": [
        "security/sales_cloud_reports_groups.xml",
        "security/ir.model.access.csv",
        "security/sales_cloud_reports_rules.xml",
        "data/sales_target_metric_data.xml",
        "views/sales_target_metric_views.xml",
        "views/sales_target_plan_views.xml",
        "views/sales_target_views.xml",
        "views/sales_target_cascade_views.xml",
        "views/sales_attainment_report_views.xml",
        "views/sales_dashboard_views.xml",
        "views/sales_cloud_reports_menus.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": [
            "sales_cloud_reports/static/src/**/*",
        ],
    },
}
