from . import sales_target_demo
