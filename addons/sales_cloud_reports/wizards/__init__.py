from . import sales_target_cascade
from . import sales_target_cascade_line
