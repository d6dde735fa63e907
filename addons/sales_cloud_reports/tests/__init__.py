from . import test_attainment_report
from . import test_targets
from . import test_targets_rights
