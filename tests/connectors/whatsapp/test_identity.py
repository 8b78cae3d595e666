"""The names of a person."""

import pytest

from connectors.whatsapp.identity import Identity, canonical, identity, other_form


@pytest.mark.parametrize("phone", ["523312345678", "5213312345678"])
def test_both_ways_to_write_a_mexican_number_are_one_person(phone: str) -> None:
    assert canonical(phone) == "523312345678"
    assert {phone, other_form(phone)} == {"523312345678", "5213312345678"}


@pytest.mark.parametrize("phone", ["16505551234", "34612345678", "52133123456", "52133123456789", ""])
def test_other_numbers_have_one_form(phone: str) -> None:
    assert canonical(phone) == phone
    assert other_form(phone) == ""


def test_the_user_id_is_the_surest_key() -> None:
    assert Identity("MX.1349", "5213312345678").keys == ("MX.1349", "523312345678")
    assert not Identity()


def test_fields_may_hold_either_name_or_neither() -> None:
    assert identity("MX.1349", "5213312345678") == Identity("MX.1349", "5213312345678")
    assert identity(None, "MX.1349") == Identity("MX.1349")
    assert identity("MX.ENT.118157", "+523312345678") == Identity("MX.ENT.118157", "523312345678")
    assert identity(16505551234) == Identity("", "16505551234")
    assert identity({}, [], "", "hola", "MX.", "../..", "٣٣١٢٣٤٥٦", "MX.ñ") == Identity()
