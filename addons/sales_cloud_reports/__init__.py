from . import controllers, models, report, wizards

from . import demo  # isort: skip  (extends the models above)
