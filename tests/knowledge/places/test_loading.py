"""The catalogues of states, municipalities and countries."""

from __future__ import annotations

from sqlalchemy import func, select, update

from knowledge.models import Country, Municipality, PlaceAlias, State
from knowledge.places.loading_places import load_places


def test_loading_again_corrects_what_changed_and_repeats_nothing(session):
    aliases = session.execute(select(func.count()).select_from(PlaceAlias)).scalar_one()
    session.execute(update(Municipality).where(Municipality.key == "14039").values(name="Otro nombre"))
    session.execute(update(State).where(State.key == "14").values(short_name="Otro nombre"))
    session.execute(update(Country).where(Country.iso == "JP").values(name="Otro nombre"))
    session.expire_all()
    assert load_places(session) == 2_478
    session.flush()
    session.expire_all()
    assert session.get(Municipality, "14039").name == "Guadalajara"
    assert session.get(State, "14").short_name == "Jalisco"
    assert session.get(Country, "JP").name == "Japón"
    assert session.execute(select(func.count()).select_from(PlaceAlias)).scalar_one() == aliases


def test_a_place_that_left_the_catalogue_stays_in_the_database(session):
    session.add(Municipality(key="14999", state_key="14", name="Municipio extinto"))
    session.flush()
    load_places(session)
    assert session.get(Municipality, "14999").name == "Municipio extinto"


def test_every_municipality_belongs_to_the_state_of_its_key(session):
    assert (
        session.scalars(select(Municipality).where(func.substr(Municipality.key, 1, 2) != Municipality.state_key)).all()
        == []
    )


def test_places_have_the_names_people_use(session):
    known = {
        (kind, key, alias)
        for kind, key, alias in session.execute(select(PlaceAlias.kind, PlaceAlias.place_key, PlaceAlias.alias))
    }
    assert ("municipio", "23005", "Cancún") in known
    assert ("gentilicio", "JP", "japonesa") in known
