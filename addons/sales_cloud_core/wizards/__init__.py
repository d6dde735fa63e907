from . import base_import
from . import base_partner_merge
from . import sales_approval_decision
from . import sales_approval_split_change
from . import sales_approval_split_change_line
from . import sales_territory_choice
from . import sales_territory_preview
from . import sales_territory_preview_line
