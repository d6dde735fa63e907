from . import test_credit
from . import test_followup
from . import test_split
from . import test_stage_log
from . import test_team_tree
from . import test_cleaning
from . import test_import
from . import test_partner_facts
