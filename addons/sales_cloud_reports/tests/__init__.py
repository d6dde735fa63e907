from . import (
    test_attainment_report,
    test_callable_methods,
    test_click_all,
    test_dashboard,
    test_download,
    test_export,
    test_new_records,
    test_rights_table,
    test_targets,
    test_targets_rights,
    test_tour,
)
