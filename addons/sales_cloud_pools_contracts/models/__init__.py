from . import res_partner
from . import sales_pool_rule
