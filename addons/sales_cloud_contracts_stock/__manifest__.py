{
    "name": "Contracts with Inventory",
    "summary": "Goods of a contract count as delivered when they leave the stock",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Cloud",
    "license": "LGPL-3",
    "depends": ["sales_cloud_contracts", "sale_stock"],
    "data": ["security/ir.model.access.csv"],
    "auto_install": True,
}
