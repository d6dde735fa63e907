from . import sales_attainment_report
