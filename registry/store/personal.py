"""What the journal says of people stands here and not in its entries, so that it can be erased and the seals stay whole."""

from sqlmodel import Field

from registry.store.base import Record


class PersonalValue(Record, table=True):
    """One value of an entry about a firm. The entry holds `token`, a digest of salt and value: while the row is there it proves
    the value, and once it is gone nobody can find the value out from the token. No foreign key: the journal outlives the firm."""

    __tablename__ = "personal_value"

    token: str = Field(primary_key=True)
    firm_id: int | None = Field(default=None, index=True)
    salt: str
    value: str
