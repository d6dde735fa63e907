from . import sales_split_type
from . import sales_split_mixin
from . import sales_split
from . import sales_period
from . import sales_credit
from . import crm_lead
from . import res_config_settings
