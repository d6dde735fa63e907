{
    "name": "Pools with Inventory",
    "summary": "The warehouse reads the customers of its deliveries",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Cloud",
    "license": "LGPL-3",
    "depends": ["sales_cloud_pools", "stock"],
    "data": ["security/ir.model.access.csv", "security/sales_cloud_pools_stock_groups.xml"],
    "auto_install": True,
}
