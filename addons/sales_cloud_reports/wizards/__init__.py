from . import sales_target_cascade, sales_target_cascade_line
