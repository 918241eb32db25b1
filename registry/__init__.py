"""Tidu 梯度: a registry of firms climbing the cultivation ladder.

Nothing of ours is imported here, so that the importers stay free of Flask.
"""

import os

# Columns come and go by the hundred megabytes. In large pages the system hands them out, and the processor finds them again, in
# half the time; and what the next step needs again is not given back in between, for which half a second is too short. Polars and
# its allocator look at these when they are loaded, and so before anything of ours.
os.environ.setdefault("POLARS_THP", "1")
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:10000")
