from . import sales_target_metric
from . import sales_target_plan
from . import sales_target
# dashboard
