{
    "name": "Sales Cloud Reports",
    "summary": "Targets with attainment, a sales dashboard that drills down, XLSX and PDF exports",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Cloud",
    "license": "LGPL-3",
    "depends": ["sales_cloud_pools", "sales_cloud_contracts"],
    "external_dependencies": {"python": ["reportlab", "xlsxwriter"]},
    "data": [
        "security/sales_cloud_reports_groups.xml",
        "security/ir.model.access.csv",
        "security/sales_cloud_reports_rules.xml",
        "security/sales_data_right_rules.xml",
        "data/sales_data_right_data.xml",
        "data/sales_target_metric_data.xml",
        "views/sales_target_metric_views.xml",
        "views/sales_target_plan_views.xml",
        "views/sales_target_views.xml",
        "views/sales_target_cascade_views.xml",
        "views/sales_attainment_report_views.xml",
        "views/sales_dashboard_views.xml",
        "views/digest_digest_views.xml",
        "views/sales_cloud_reports_menus.xml",
    ],
    "demo": [
        "demo/crm_lead_demo.xml",
        "demo/sales_target_demo.xml",
        "demo/res_users_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "sales_cloud_reports/static/src/**/*",
        ],
        "web.assets_tests": [
            "sales_cloud_reports/static/tests/tours/**/*",
        ],
    },
}
