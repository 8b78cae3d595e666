"""Rules that are looked up predict what Rasa's, tried one by one, would, whatever is said."""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import InMemoryTrackerStore

from bot.policies.indexed_rules import IndexedRulePolicy
from tests.bot.tracking.small_bot import Said, script, train, turn

OURS = f"{IndexedRulePolicy.__module__}.{IndexedRulePolicy.__name__}"
OF_WORDS = "  - {rule: palabras, steps: [{user: '¿cuánto cuesta?'}, {action: utter_tarifa_verde}]}\n"
ASKED: Said = ("otra_cosa", None, "¿cuánto cuesta?")


@pytest.fixture(scope="module", params=["", OF_WORDS], ids=["of intents", "of words too"])
def agents(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Agent, Agent]:
    ours, stock = (train(tmp_path_factory.mktemp("rules"), policy, request.param) for policy in (OURS, "RulePolicy"))
    return Agent.load(ours), Agent.load(stock)


@pytest.mark.parametrize("seed", [11, 12, 13])
async def test_the_same_is_said_and_done_after_every_turn(agents: tuple[Agent, Agent], seed: int) -> None:
    ours, stock = agents
    stores = [InMemoryTrackerStore(agent.domain) for agent in agents]
    for number, said in enumerate(script(seed, 50)):
        for one in (said, ASKED) if number % 9 == 8 else (said,):
            assert await turn(ours, stores[0], one) == await turn(stock, stores[1], one), one


async def test_few_rules_are_compared(agents: tuple[Agent, Agent], monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    compare = RulePolicy._is_rule_applicable

    def counted(policy: RulePolicy, key: str, index: int, state: dict[str, object]) -> bool:
        compared.append(key)
        return compare(policy, key, index, state)

    monkeypatch.setattr(RulePolicy, "_is_rule_applicable", counted)
    counts = []
    for agent in agents:
        compared.clear()
        await turn(agent, InMemoryTrackerStore(agent.domain), ("saludar", None, "hola"))
        counts.append(len(compared))
    assert 0 < counts[0] < counts[1] / 3
