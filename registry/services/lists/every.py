"""Brings in every list of the day, so that each registers itself."""

from registry.services import kept_financing, kept_firms, kept_institutions  # noqa: F401
from registry.services.groupings import kept_list as groupings  # noqa: F401
from registry.services.groupings import kept_members as members_of_groupings  # noqa: F401
from registry.services.importing import import_list  # noqa: F401
from registry.services.morning import kept_missing  # noqa: F401
from registry.services.plans import kept_service, task_list  # noqa: F401
from registry.services.pools import kept_list as pools  # noqa: F401
from registry.services.restrictions import kept_list as restrictions  # noqa: F401
from registry.services.rounds import kept_members, round_list  # noqa: F401
from registry.services.targets import kept_list as targets  # noqa: F401
from registry.services.titles import kept_list as titles  # noqa: F401
