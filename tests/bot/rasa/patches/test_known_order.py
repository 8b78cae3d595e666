"""The graph run in its known order gives what dask gives, and fails as it does."""

from __future__ import annotations

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

from bot.rasa.patches.known_order import run_in_known_order
from tests.bot.rasa.tracking.small_bot import State, script, train, turn


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    return Agent.load(train(tmp_path_factory.mktemp("graph")))


@pytest.fixture
def known_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DaskGraphRunner, "run", DaskGraphRunner.run)  # put back after the test
    run_in_known_order()


async def _talk(agent: Agent) -> list[State]:
    store = InMemoryTrackerStore(agent.domain)
    return [await turn(agent, store, said) for said in script(21, 30)]


async def test_the_same_is_understood_and_done(agent: Agent, request: pytest.FixtureRequest) -> None:
    understood, done = [await agent.parse_message(text) for text in ("hola", "tarifa", "")], await _talk(agent)
    request.getfixturevalue("known_order")
    assert DaskGraphRunner.run.__module__ == "bot.rasa.patches.known_order"
    assert [await agent.parse_message(text) for text in ("hola", "tarifa", "")] == understood
    assert await _talk(agent) == done


@pytest.mark.parametrize("prepared", [False, True])
def test_a_node_that_fails_is_reported_as_rasa_does(
    agent: Agent, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, prepared: bool
) -> None:
    if prepared:
        request.getfixturevalue("known_order")
    runner = agent.processor.graph_runner

    def fails(*_given: object) -> None:
        raise RuntimeError("no")

    target = agent.processor.model_metadata.core_target
    monkeypatch.setattr(runner, "_instantiated_nodes", dict.fromkeys(runner._instantiated_nodes, fails))
    with pytest.raises(GraphRunError):
        runner.run(inputs={"__tracker__": None, "__message__": []}, targets=[target])
