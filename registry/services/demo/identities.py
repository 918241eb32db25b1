"""Names, credit codes and people of firms that do not exist."""

from __future__ import annotations

from stdnum.cn import uscc

from registry.services.demo.setting import Place, Sector, Setting

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organisation_code(body: str) -> str:
    """Eight characters with their check character by GB 11714.

    >>> organisation_code("10162374")
    '101623741'
    """
    values = (int(character, 36) for character in body)
    check = 11 - sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def credit_code(division: str, serial: int) -> str:
    """An enterprise's 18 characters with both check characters right; DEM marks a subject that was never registered.

    >>> credit_code("420111", 1)[:11]
    '91420111DEM'
    """
    number = "91" + division + organisation_code(f"DEM{serial:05d}")
    return number + uscc.calc_check_digit(number)


def word(setting: Setting, serial: int) -> str:
    """A made-up word of two characters, another one for each serial number."""
    first, second = setting.first_characters, setting.second_characters
    return first[serial % len(first)] + second[serial % len(second)]


def name(setting: Setting, place: Place, sector: Sector, serial: int) -> str:
    """A full company name that shows that it is invented."""
    return f"{place.city}{setting.mark}{word(setting, serial)}{sector.word}有限公司"


def former_name(setting: Setting, place: Place, serial: int) -> str:
    """The name before a change of name: another word and no line of business."""
    return f"{place.city}{setting.mark}{word(setting, serial + 7)}实业有限公司"


def people(setting: Setting, serial: int) -> dict[str, str]:
    """A representative and a contact with placeholder names and a number that no exchange has."""
    everyone = setting.people
    return {
        "legal_representative": everyone[serial % len(everyone)],
        "contact_name": everyone[(serial * 3 + 1) % len(everyone)],
        "contact_phone": f"027-0000{serial:04d}",
    }
