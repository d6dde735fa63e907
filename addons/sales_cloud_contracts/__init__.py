from . import controllers, models, wizards

from . import demo  # isort: skip  (extends the models above)
from .hooks import uninstall_hook
