{
    "name": "Pools with Contracts",
    "summary": "Contracts decide when customers go back to their pool",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Cloud",
    "license": "LGPL-3",
    "depends": ["sales_cloud_pools", "sales_cloud_contracts"],
    "data": [
        "security/ir.model.access.csv",
        "security/sales_cloud_pools_contracts_groups.xml",
        "data/ir_cron_data.xml",
        "views/sales_pool_rule_views.xml",
        "views/res_partner_views.xml",
    ],
    "auto_install": True,
}
