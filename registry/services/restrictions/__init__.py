"""Restrictions of firms: kept on the firm, held against applications together with the bars of revoked titles."""
