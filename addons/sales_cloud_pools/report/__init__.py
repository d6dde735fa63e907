from . import sales_pool_report
