"""A property is true or not, however busy the machine is: no example is failed for the time it took."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
