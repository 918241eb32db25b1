"""R&D institutions and financing rounds of a firm: the page of one firm, and the list of institutions."""
