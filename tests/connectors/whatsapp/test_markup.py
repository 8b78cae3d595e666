"""Our text in WhatsApp's markup."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.whatsapp.markup import to_whatsapp


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("La regla está en *Ley*, art. 7.", "La regla está en _Ley_, art. 7."),
        ("*Una cosa* y *otra*", "_Una cosa_ y _otra_"),
        ("Escribe «~5~» o _algo_", "Escribe «∼5∼» o ＿algo＿"),
        ("```código```", "‵‵‵código‵‵‵"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("Mira https://ejemplo.gob.mx/_a_b?x=~1 y _ya_", "Mira https://ejemplo.gob.mx/_a_b?x=~1 y ＿ya＿"),
        ("correo_del_area@ejemplo.gob.mx", "correo_del_area@ejemplo.gob.mx"),
        ("*sin cerrar", "∗sin cerrar"),
        ("", ""),
    ],
)
def test_markup(ours: str, theirs: str) -> None:
    assert to_whatsapp(ours) == theirs


@settings(deadline=None)
@given(st.text(alphabet="ab *_~`\n.ñ😀", max_size=60))
def test_nothing_is_longer_or_lost(text: str) -> None:
    written = to_whatsapp(text)
    assert len(written) == len(text)
    assert [c for c in written if c.isalnum()] == [c for c in text if c.isalnum()]
