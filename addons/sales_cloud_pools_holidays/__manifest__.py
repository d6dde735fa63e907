{
    "name": "Pools with Time Off",
    "summary": "People on time off receive nothing from pools",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Cloud",
    "license": "LGPL-3",
    "depends": ["sales_cloud_pools", "hr_holidays"],
    "data": ["security/ir.model.access.csv", "views/hr_leave_type_views.xml"],
    "auto_install": True,
}
