"""Titles: when one is valid (here), keeping, revoking, finding and exporting them, and lists of them.

Only `validity` is brought in here: the facts of an evaluation ask it, and keeping a title evaluates again.
"""

from registry.services.titles.validity import (
    expired_on,
    expiring_within,
    later_than,
    revoked_by,
    valid_on,
    valid_rows_on,
)

__all__ = ["expired_on", "expiring_within", "later_than", "revoked_by", "valid_on", "valid_rows_on"]
