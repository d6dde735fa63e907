from . import hr_leave_type, sales_pool
