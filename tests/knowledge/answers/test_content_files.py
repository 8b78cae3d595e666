"""Content that breaks a rule is refused with every reason."""

from __future__ import annotations

import pytest
import yaml

from knowledge.answers.content_files import read_content
from knowledge.errors import InvalidContent

SOURCE = {"clave": "lct", "titulo": "Ley sobre la Celebración de Tratados", "tipo": "ley"}
ANSWERS = [
    {
        "clave": key,
        "titulo": f"el título de {key}",
        "boton": f"Botón {key}",
        "respuesta": "Una respuesta con sustento.",
        "regla": "La regla.",
        "fuentes": [{"fuente": "lct", "cita": "art. 2"}],
        "hechos": ["M1.1"],
        "confianza": "alta",
        "revisado": "2026-11-23",
        "relacionadas": [other],
    }
    for key, other in (("una", "otra"), ("otra", "una"))
]
TERM = {"clave": "rai", "termino": "RAI", "definicion": "El registro que lleva la cancillería.", "diseno_propio": True}


@pytest.fixture
def write(tmp_path):
    """Writes a content folder that is right but for what a test changes in its first answer, source or term."""

    def write(answer=None, source=None, term=None):
        (tmp_path / "answers").mkdir(exist_ok=True)
        for path, items in (
            ("answers/tema.yml", [{**ANSWERS[0], **(answer or {})}, ANSWERS[1]]),
            ("sources.yml", [{**SOURCE, **(source or {})}]),
            ("glossary.yml", [{**TERM, **(term or {})}]),
        ):
            kept = [{name: value for name, value in item.items() if value is not ...} for item in items]
            (tmp_path / path).write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
        return tmp_path

    return write


def _problems(folder):
    with pytest.raises(InvalidContent) as caught:
        read_content(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_right_content_is_read(write):
    content = read_content(write())
    assert [answer.clave for _, answer in content.answers] == ["una", "otra"]
    assert content.answers[0][0] == "tema"
    assert len(content.sources) == len(content.terms) == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"fuentes": ...}, "tema.yml · una: «fuentes» falta"),
        ({"fuentes": []}, "tema.yml · una: «fuentes» está vacío o es demasiado corto"),
        ({"respuesta": "x" * 701}, "tema.yml · una: «respuesta» pasa de 700 caracteres"),
        ({"respuesta": "corta"}, "tema.yml · una: «respuesta» está vacío o es demasiado corto"),
        ({"mas": "x" * 2_001}, "tema.yml · una: «mas» pasa de 2000 caracteres"),
        ({"boton": "x" * 21}, "tema.yml · una: «boton» pasa de 20 caracteres"),
        ({"confianza": "baja"}, "tema.yml · una: «confianza» debe ser uno de: alta, media"),
        ({"revisado": "ayer"}, "tema.yml · una: «revisado» debe ser una fecha AAAA-MM-DD"),
        ({"revisado": ["x"]}, "tema.yml · una: «revisado» no es del tipo esperado"),
        ({"sin_dato": "quizá"}, "tema.yml · una: «sin_dato» no es del tipo esperado"),
        ({"invento": 1}, "tema.yml · una: «invento» no se conoce"),
        ({"clave": "Con Espacios"}, "tema.yml · Con Espacios: «clave» no tiene la forma esperada"),
        ({"relacionadas": ["otra"] * 4}, "tema.yml · una: «relacionadas» tiene más de 3 elementos"),
        (
            {"municipio": "14039"},
            "tema.yml · una: «municipio» solo una variante (variante_de) lleva estado o municipio",
        ),
        ({"relacionadas": ["nada"]}, "tema.yml · una: remite a «nada», que no existe o es ella misma"),
        ({"relacionadas": ["una"]}, "tema.yml · una: remite a «una», que no existe o es ella misma"),
        ({"relacionadas": ["una"]}, "tema.yml · otra: ninguna otra respuesta lleva a ella"),
        ({"variante_de": "nada"}, "tema.yml · una: remite a «nada», que no existe o es ella misma"),
        ({"fuentes": [{"fuente": "nada"}]}, "sources.yml: falta la fuente «nada», que alguien cita"),
        ({"clave": "otra"}, "respuesta «otra» aparece 2 veces"),
        ({"boton": "Botón otra"}, "botón «Botón otra» aparece 2 veces"),
        (
            {"respuesta": "El acuerdo de León está registrado ante la SRE."},
            "tema.yml · una: afirma que algo está registrado; di «reportado por» o cita el número de registro",
        ),
        (
            {"fuentes": [{"fuente": "lct", "cita": "art. 2"}, {"fuente": "lct", "cita": "art. 7"}]},
            "tema.yml · una: fuente «lct» aparece 2 veces",
        ),
        (
            {"mas": "Todos los convenios quedaron inscritos en el RAI."},
            "tema.yml · una: afirma que algo está registrado; di «reportado por» o cita el número de registro",
        ),
    ],
)
def test_a_wrong_answer_says_what_is_wrong(write, change, problem):
    assert problem in _problems(write(answer=change))


def test_saying_that_something_is_not_registered_is_no_claim(write):
    read_content(write(answer={"respuesta": "Mientras no está registrado, nadie puede citarlo."}))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"diseno_propio": False}, "glossary.yml · rai: falta la fuente, o marcarlo como «diseno_propio»"),
        ({"respuesta": "nada"}, "glossary.yml · rai: remite a «nada», que no existe"),
        ({"relacionadas": ["nada"]}, "glossary.yml · rai: remite a «nada», que no existe"),
        ({"termino": "x" * 91}, "glossary.yml · rai: «termino» pasa de 90 caracteres"),
        (
            {"definicion": "El convenio está registrado en el RAI."},
            "glossary.yml · rai: afirma que algo está registrado; di «reportado por» o cita el número de registro",
        ),
    ],
)
def test_a_wrong_term_says_what_is_wrong(write, change, problem):
    assert problem in _problems(write(term=change))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"clave": "nueva"}, "sources.yml · nueva: nadie cita esta fuente"),
        (
            {"tipo": "rumor"},
            "sources.yml · lct: «tipo» debe ser uno de: ley, norma local, sre, manual, academia, tesis, prensa, otra",
        ),
    ],
)
def test_a_wrong_source_says_what_is_wrong(write, change, problem):
    assert problem in _problems(write(source=change))


@pytest.mark.parametrize("kind", ["academia", "tesis", "prensa", "norma local", "manual", "otra"])
def test_only_a_law_or_an_official_page_gives_high_confidence(write, kind):
    assert _problems(write(source={"tipo": kind})) == [
        f"tema.yml · {key}: es de confianza alta y no cita una ley ni una página oficial" for key in ("una", "otra")
    ]


@pytest.mark.parametrize("url", ["https://studylib.es/doc/4497783/gu%C3%ADa-para...", "https://a.mx/una-gu…", "a.mx"])
def test_a_shortened_address_is_no_link(write, url):
    assert _problems(write(source={"url": url})) == ["sources.yml · lct: «url» no tiene la forma esperada"]


def test_one_page_has_one_key(write):
    folder = write(source={"url": "https://www.diputados.gob.mx/LSCT.pdf"})
    other = {**SOURCE, "clave": "ley", "url": "http://diputados.gob.mx/LSCT.pdf/"}
    sources = [*yaml.safe_load((folder / "sources.yml").read_text(encoding="utf-8")), other]
    (folder / "sources.yml").write_text(yaml.safe_dump(sources), encoding="utf-8")
    assert _problems(folder) == [
        "página «diputados.gob.mx/lsct.pdf» aparece 2 veces",
        "sources.yml · ley: nadie cita esta fuente",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- clave: [sin cerrar\n- otra", "tema.yml, línea 2: no es YAML válido"),
        ("clave: una", "tema.yml: debe ser una lista de entradas"),
        ("- solo texto", "tema.yml · entrada 1: no es del tipo esperado"),
        ("- titulo: Sin clave", "tema.yml · entrada 1: «clave» falta"),
    ],
)
def test_a_broken_file_says_where(write, text, problem):
    folder = write()
    (folder / "answers" / "tema.yml").write_text(text, encoding="utf-8")
    assert problem in _problems(folder)


def test_a_file_in_another_encoding_says_so(write):
    folder = write()
    (folder / "glossary.yml").write_bytes("- clave: año".encode("latin-1"))
    assert "glossary.yml: no es YAML válido" in _problems(folder)


def test_missing_files_are_named(tmp_path):
    assert _problems(tmp_path) == ["sources.yml: falta el archivo", "glossary.yml: falta el archivo"]


def test_all_the_problems_come_at_once(write):
    folder = write(answer={"boton": "x" * 21, "fuentes": []}, source={"tipo": "rumor"}, term={"termino": ...})
    assert [problem.partition(": ")[0] for problem in _problems(folder)] == [
        "sources.yml · lct",
        "tema.yml · una",
        "tema.yml · una",
        "glossary.yml · rai",
    ]


def test_a_broken_entry_is_not_reported_as_a_broken_link_too(write):
    assert _problems(write(answer={"boton": "x" * 21})) == ["tema.yml · una: «boton» pasa de 20 caracteres"]


def test_our_own_content_is_right():
    content = read_content()
    assert len(content.answers) >= 150
    assert len(content.terms) == 87
