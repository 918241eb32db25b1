"""Speed, measured side by side: every figure is a ratio to a peer or a floor of the same run."""

import registry  # noqa: F401 - first, since it says in which pages memory is handed out: to the peers as to us
