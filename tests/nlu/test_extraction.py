"""What is recognised in a message. Each line is something a person may write."""

import cProfile
import pstats
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from rasa.shared.nlu.training_data.message import Message
from sqlalchemy.engine import Engine

from bot.understanding.places import entity_component
from bot.understanding.places.entity_component import KnowledgeEntityExtractor
from bot.understanding.places.extraction import Entity, Extractor
from bot.understanding.text.known_words import known_words
from knowledge.database import migrate, open_engine, session_scope
from knowledge.errors import KnowledgeUnavailable
from knowledge.loading import load_all
from knowledge.places.gazetteer import entries
from settings import Settings

PLACES = {"estado", "municipio", "pais", "ciudad_extranjera", "region_extranjera"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The matter here is the text, so one database of one kind is enough."""
    url = f"sqlite:///{tmp_path_factory.mktemp('nlu') / 'enlace.db'}"
    engine = open_engine(url)
    load_all(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def engine_here(address: str) -> Iterator[Engine]:
    engine = open_engine(address)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def extractor(engine_here: Engine) -> Extractor:
    with session_scope(engine_here) as session:
        names = entries(session)
        return Extractor(names, known_words(session, names))


def found(extractor: Extractor, text: str, kinds: set[str]) -> list[str]:
    return [f"{entity.entity} {entity.value}" for entity in extractor.extract(text) if entity.entity in kinds]


def place(extractor: Extractor, text: str) -> Entity:
    [entity] = [entity for entity in extractor.extract(text) if entity.entity in PLACES]
    return entity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Mexican names and their nicknames
        ("qué hermanamientos tiene guadalajara", ["municipio 14039"]),
        ("y los de GDL?", ["municipio 14039"]),
        ("dime las hermanas de cancún", ["municipio 23005"]),
        ("acuerdos de la cdmx", ["estado 09"]),
        ("el edomex qué tiene", ["estado 15"]),
        ("y en el estado de méxico?", ["estado 15"]),
        ("hermanamientos de san pedro garza garcia", ["municipio 19019"]),
        ("quién firmó en méxico", []),
        # State or municipality
        ("el estado de puebla", ["estado 21"]),
        ("puebla capital", ["municipio 21114"]),
        ("la ciudad de puebla", ["municipio 21114"]),
        ("el ayuntamiento de puebla", ["municipio 21114"]),
        ("municipios de puebla con hermanas", ["estado 21"]),
        ("un municipio de puebla", ["estado 21"]),
        ("gobierno de oaxaca", ["estado 20"]),
        ("colima colima", ["municipio 06002", "estado 06"]),
        ("mérida, yucatán", ["municipio 31050", "estado 31"]),
        # Homonyms that a state decides
        ("hermanamientos de guadalupe zacatecas", ["municipio 32017", "estado 32"]),
        ("benito juarez en quintana roo", ["municipio 23005", "estado 23"]),
        ("en jalisco, el municipio de tonalá", ["estado 14", "municipio 14101"]),
        ("la alcaldía benito juárez", ["municipio 09014"]),
        ("benito juárez, o sea cancún", ["municipio 23005", "municipio 23005"]),
        # Abbreviations that are words
        ("hermosillo son", ["municipio 26030", "estado 26"]),
        ("xalapa, ver.", ["municipio 30087", "estado 30"]),
        ("culiacan sin", ["municipio 25006", "estado 25"]),
        ("cuántos son y a ver sin fecha", []),
        # The foreign side
        ("acuerdos de león con portland", ["municipio 11020", "ciudad_extranjera portland"]),
        ("acuerdos de puebla con león", ["estado 21", "ciudad_extranjera leon"]),
        ("qué tiene españa con guadalajara", ["pais ES", "municipio 14039"]),
        ("guadalajara, españa", ["ciudad_extranjera guadalajara", "pais ES"]),
        ("mérida yucatán con mérida españa", ["municipio 31050", "estado 31", "ciudad_extranjera merida", "pais ES"]),
        ("san antonio texas", ["ciudad_extranjera san antonio", "region_extranjera texas"]),
        ("el de san antonio", ["ciudad_extranjera san antonio"]),
        ("atlanta georgia", ["ciudad_extranjera atlanta", "region_extranjera georgia"]),
        ("cd. juárez con el paso", ["municipio 08037", "ciudad_extranjera el paso"]),
        ("entre mérida y león", ["municipio 31050", "ciudad_extranjera leon"]),
        ("veracruz-la habana", ["estado 30", "ciudad_extranjera la habana"]),
        ("el estado de texas", ["region_extranjera texas"]),
        ("una ciudad de guatemala", ["pais GT"]),
        ("ciudad de guatemala", ["ciudad_extranjera ciudad de guatemala"]),
        # Words of kind, also misspelt, are no part of a name
        ("con la ciuda de baytown", ["ciudad_extranjera baytown"]),
        ("con la siudad de san antonio", ["ciudad_extranjera san antonio"]),
        ("la ciudá de el paso", ["ciudad_extranjera el paso"]),
        ("con el munisipio de tala", ["municipio 14083"]),
        ("ciuda juarez", ["municipio 08037"]),
        ("con el pueblo de baytown", ["ciudad_extranjera baytown"]),
        ("hermanamientos con Pueblo, Colorado", ["ciudad_extranjera pueblo", "region_extranjera colorado"]),
        # Mexico has no counties
        ("con el sheriff de Hidalgo County", ["ciudad_extranjera hidalgo"]),
        ("el condado de hidalgo", ["ciudad_extranjera hidalgo"]),
        ("Guadalupe County", []),
        ("el condado de los ángeles", ["ciudad_extranjera los angeles"]),
        # Countries that are also municipalities
        ("acuerdos con china", ["pais CN"]),
        ("china, nuevo león", ["municipio 19013", "estado 19"]),
        ("el municipio de china", ["municipio 19013"]),
        ("acuerdos con USA y con EE.UU.", ["pais US", "pais US"]),
        # Demonyms and languages
        ("ciudades japonesas y chinas", ["pais JP", "pais CN"]),
        ("el gobierno japonés", ["pais JP"]),
        ("queremos firmar con los gringos", ["pais US"]),
        ("el borrador está en francés, lo paso al español", []),
        ("traducido al inglés o al chino", []),
        ("perito traductor de japonés", []),
    ],
)
def test_places(extractor: Extractor, text: str, expected: list[str]) -> None:
    assert found(extractor, text, PLACES) == expected


@pytest.mark.parametrize(
    "text",
    [
        "hay progreso en la reforma",
        "vivo en el centro de la isla",
        "mi mama suma bien",
        "la paz y el oro",
        "de dónde sale",
        "somos un pueblo chico",
        "tenemos una reunión",
        "calle reforma",
        "la farmacia guadalajara",
        "me llamo guadalupe",
        "qué app usa la gente",
        "checa si está",
        "la mesa directiva",
        "mi nombre es carmen",
        "me gusta el color amarillo",
        "el paso 3 de la guía",
    ],
)
def test_plain_words_are_no_places(extractor: Extractor, text: str) -> None:
    assert found(extractor, text, PLACES) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("el municipio de progreso", "progreso"),
        ("acuerdos de reforma", "reforma"),
        ("qué convenios tiene centro", "centro"),
        ("hermanamientos de la paz", "la paz"),
        ("nos gustaría ir a Progreso", "Progreso"),
        ("isla, veracruz", "isla"),
        ("y progreso?", "progreso"),
        ("hermanados con mesa", "mesa"),
    ],
)
def test_a_cue_makes_a_place_of_a_plain_word(extractor: Extractor, text: str, expected: str) -> None:
    assert expected in [entity.text for entity in extractor.extract(text) if entity.entity in PLACES]


def test_homonyms_are_offered_when_nothing_decides(extractor: Extractor) -> None:
    entity = place(extractor, "los de benito juárez")
    assert entity.value == entity.candidates[0] == "23005"
    assert len(entity.candidates) == 7


def test_a_state_and_its_capital_are_both_offered_without_a_cue(extractor: Extractor) -> None:
    assert place(extractor, "qué tiene puebla").candidates == ("21", "21114")
    assert place(extractor, "el estado de puebla").candidates == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("guadalajra", "14039"),
        ("sacatecas", "32"),
        ("michuacan", "16"),
        ("chiapaz", "07"),
        ("reynoza", "28032"),
        ("san miguel de alende", "11003"),
        ("acapulko", "12001"),
        ("nuebo leon", "19"),
        ("tlajomulco de zuñga", "14097"),
        ("quintanaro", "23"),
        ("con korea", "KR"),
    ],
)
def test_misspelt_places_are_recognised_and_marked(extractor: Extractor, text: str, value: str) -> None:
    entity = place(extractor, text)
    assert (entity.value, entity.as_dict()["coincidencia"]) == (value, "aproximada")
    assert 0.7 < entity.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "en qué medida",
        "una señora pregunta",
        "cantamos en navidad",
        "gracias por la atención",
        "medidas y señores",
    ],
)
def test_words_like_a_name_are_not_taken_for_it(extractor: Extractor, text: str) -> None:
    assert found(extractor, text, PLACES) == []


def test_known_words_are_never_corrected(engine_here: Engine) -> None:
    with session_scope(engine_here) as session:
        names = entries(session)
    assert found(Extractor(names), "guadalajra", PLACES) == ["municipio 14039"]
    assert found(Extractor(names, {"guadalajra"}), "guadalajra", PLACES) == []


def test_the_slips_of_the_training_examples_are_not_learnt_as_words(engine_here: Engine, tmp_path: Path) -> None:
    training = tmp_path / "nlu.yml"
    training.write_text("- hermanamientos de guadalajra\n- la cancelación\n", encoding="utf-8")
    with session_scope(engine_here) as session:
        words = known_words(session, entries(session), training)
    assert "cancelacion" in words
    assert "guadalajra" not in words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("y en 1995", "1995"),
        ("acuerdos del año 2012", "2012"),
        ("en los noventa", "1990-1999"),
        ("los 80s", "1980-1989"),
        ("de los noventas", "1990-1999"),
        ("en los 2000", "2000-2009"),
        ("de 1990 a 2000", "1990-2000"),
        ("entre 2021 y 2024", "2021-2024"),
        ("periodo 2000-2010", "2000-2010"),
        ("desde 2010", "2010-"),
        ("a partir de 2015", "2015-"),
        ("de 2010 en adelante", "2010-"),
        ("después del 2020", "2021-"),
        ("antes de 2000", "-1999"),
        ("antes del año 2000", "-1999"),
        ("hasta 2005", "-2005"),
        ("desde los noventa", "1990-"),
        ("de los 80 a los 90", "1980-1999"),
        ("desde 2010 hasta 2015", "2010-2015"),
    ],
)
def test_years(extractor: Extractor, text: str, value: str) -> None:
    assert found(extractor, text, {"anio"}) == [f"anio {value}"]


def test_two_years_are_not_a_period(extractor: Extractor) -> None:
    assert found(extractor, "los de 2014 y 2015", {"anio"}) == ["anio 2014", "anio 2015"]


@pytest.mark.parametrize(
    "text", ["son noventa días", "en los noventa días", "cuesta 2000 pesos", "la agenda 2030", "tel 3312345678"]
)
def test_numbers_that_are_no_years(extractor: Extractor, text: str) -> None:
    assert found(extractor, text, {"anio"}) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("memorándums firmados por jalisco", ["tipo memorándum de entendimiento"]),
        ("los MOU de turismo", ["tipo memorándum de entendimiento", "tema turismo"]),
        ("cartas de intención sobre artesanías", ["tipo carta de intención", "tema cultura"]),
        ("ermanamientos de educasion", ["tipo hermanamiento", "tema educación"]),
        ("qué acuerdos hay de seguridad fronteriza", ["tema seguridad"]),
        ("qué es la seguridad informática", []),  # a term, no topic
    ],
)
def test_kinds_and_topics(extractor: Extractor, text: str, expected: list[str]) -> None:
    assert found(extractor, text, {"tipo", "tema"}) == expected


def test_a_glossary_term_is_recognised_by_its_alias(extractor: Extractor) -> None:
    text = "qué es la diplomacia de ciudades"
    assert found(extractor, text, {"termino"}) == ["termino diplomacia_publica_de_ciudades"]


def test_offsets_point_at_what_was_written(extractor: Extractor) -> None:
    text = "¿Y… ﬁrmó Cancu\u0301n con la Ñ, en «Los Ángeles»?"
    assert [text[e.start : e.end] for e in extractor.extract(text)] == ["Cancu\u0301n", "Los Ángeles"]


def test_an_entity_says_all_that_a_conversation_needs(extractor: Extractor) -> None:
    [entity] = [e for e in extractor.extract("los de guadalajara") if e.entity == "municipio"]
    assert entity.as_dict() == {
        "entity": "municipio",
        "value": "14039",
        "start": 7,
        "end": 18,
        "confidence": 1.0,
        "extractor": "enlace",
        "nombre": "Guadalajara, Jalisco",
        "coincidencia": "exacta",
        "texto": "guadalajara",
    }


@pytest.mark.parametrize("text", ["", "   ", "?!", "…", "\u0301", "😀😀", "1", "de la", "y" * 5_000])
def test_strange_messages_have_no_entities(extractor: Extractor, text: str) -> None:
    assert extractor.extract(text) == []


def test_only_the_beginning_of_a_very_long_message_is_read(extractor: Extractor) -> None:
    assert found(extractor, "guadalajara " + "hola " * 4_000 + "monterrey", PLACES) == ["municipio 14039"]


def test_noise_costs_no_more_than_the_words_looked_at(extractor: Extractor) -> None:
    def calls(text: str) -> int:
        profile = cProfile.Profile()
        profile.runcall(extractor.extract, text)
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    noise = "xqzwkj guadalajqra sn lusi potsoi "
    calls(noise)
    # Ten times as long, and most of it beyond what is read or looked at.
    assert calls(noise * 600) < 3 * calls(noise * 60)


def test_the_rasa_component_adds_its_entities_to_the_message(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entity_component, "shared_extractor", lambda: extractor)
    component = KnowledgeEntityExtractor.create({}, Mock(), Mock(), Mock())
    before = {"entity": "clave", "value": "dictamen_que_es", "start": 0, "end": 1}
    message = Message({"text": "los de guadalajara", "entities": [before]})
    [processed] = component.process([message])
    assert [entity["value"] for entity in processed.get("entities")] == ["dictamen_que_es", "14039"]


def test_a_database_without_places_is_said_in_spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    monkeypatch.setattr(entity_component.settings, "load", lambda: Settings(url, tmp_path, tmp_path))
    with pytest.raises(KnowledgeUnavailable, match="Cárgala con"):
        entity_component.shared_extractor()
