"""Telephone numbers as telephones dial them."""

import phonenumbers


def dial(number: str, region: str) -> str:
    """What a ``tel:`` link dials: international where the number is a full one, else its digits (short codes, hotlines).

    ``region``: ISO 3166 code of the country from which a number without ``+`` is dialled.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return "".join(character for character in number if character.isdigit())
    kind = phonenumbers.number_type(parsed)
    if phonenumbers.is_valid_number(parsed) and kind != phonenumbers.PhoneNumberType.TOLL_FREE:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    # Free numbers are reached inside the country only, as they are written.
    return "".join(character for character in number if character.isdigit() or character == "+")
