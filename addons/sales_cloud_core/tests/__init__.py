from . import test_credit
from . import test_followup
from . import test_split
