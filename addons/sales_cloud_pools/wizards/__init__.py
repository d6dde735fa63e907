from . import sales_pool_operation
from . import sales_pool_simulation
from . import sales_pool_simulation_line
from . import base_partner_merge
