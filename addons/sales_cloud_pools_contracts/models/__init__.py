from . import res_partner
from . import sale_order
from . import sales_pool_rule
from . import res_partner_release
