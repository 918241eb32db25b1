"""One firm, one plan: the plan of a firm, its service log and officer, and the lists and tasks that come of them."""
