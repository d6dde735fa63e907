from . import (
    test_attainment_report,
    test_click_all,
    test_dashboard,
    test_export,
    test_targets,
    test_targets_rights,
)
