"""Tidu 梯度: a registry of firms climbing the cultivation ladder.

Nothing of ours is imported here, so that the importers stay free of Flask.
"""

import os

# Columns come and go by the hundred megabytes: in large pages the system hands them out, and the processor finds them again, in
# half the time. Polars looks at this when it is loaded, and so before anything of ours.
os.environ.setdefault("POLARS_THP", "1")
