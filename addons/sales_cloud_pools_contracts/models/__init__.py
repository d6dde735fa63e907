from . import res_partner
from . import sales_pool_rule
from . import res_partner_release
