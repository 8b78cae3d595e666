"""A small bot, trained in seconds: greetings, a slot that changes a rule, a form that is interrupted, and reverts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.model_training import train as train_with_rasa

CONFIG = """
recipe: default.v1
language: es
assistant_id: prueba
pipeline:
  - name: KeywordIntentClassifier
policies:
  - name: {policy}
    core_fallback_threshold: 0.3
    core_fallback_action_name: action_default_fallback
    enable_fallback_prediction: true
"""
DOMAIN = """
version: "3.1"
intents: [saludar, tarifa, ficha, dato, color, cancelar, otra_cosa, reiniciar]
entities: [color]
slots:
  nombre:
    type: text
    influence_conversation: false
    mappings: [{type: from_text, conditions: [{active_loop: ficha_form, requested_slot: nombre}], not_intent: [tarifa, cancelar]}]
  ciudad:
    type: text
    influence_conversation: false
    mappings: [{type: from_text, conditions: [{active_loop: ficha_form, requested_slot: ciudad}], not_intent: [tarifa, cancelar]}]
  color:
    type: categorical
    values: [rojo, verde]
    initial_value: rojo
    mappings: [{type: from_entity, entity: color}]
forms:
  ficha_form: {required_slots: [nombre, ciudad]}
responses:
  utter_saludar: [{text: "Hola, {nombre} de {ciudad}."}]
  utter_tarifa_rojo: [{text: "Tarifa roja."}]
  utter_tarifa_verde: [{text: "Tarifa verde."}]
  utter_color: [{text: "Anotado: {color}."}]
  utter_ask_nombre: [{text: "¿Nombre?"}]
  utter_ask_ciudad: [{text: "¿Ciudad?"}]
  utter_ficha: [{text: "Ficha de {nombre}, {ciudad}."}]
  utter_cancelar: [{text: "Cancelado."}]
  utter_default: [{text: "No entendí."}]
  utter_restart: [{text: "De nuevo."}]
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
"""  # noqa: E501
RULES = """
version: "3.1"
rules:
  - {rule: saludar, steps: [{intent: saludar}, {action: utter_saludar}]}
  - {rule: color, steps: [{intent: color}, {action: utter_color}]}
  - {rule: roja, condition: [{slot_was_set: [{color: rojo}]}], steps: [{intent: tarifa}, {action: utter_tarifa_rojo}]}
  - {rule: verde, condition: [{slot_was_set: [{color: verde}]}], steps: [{intent: tarifa}, {action: utter_tarifa_verde}]}
  - {rule: abrir, steps: [{intent: ficha}, {action: ficha_form}, {active_loop: ficha_form}]}
  - rule: cerrar
    condition: [{active_loop: ficha_form}]
    steps: [{action: ficha_form}, {active_loop: null}, {slot_was_set: [{requested_slot: null}]}, {action: utter_ficha}]
  - rule: cancelar
    condition: [{active_loop: ficha_form}]
    steps: [{intent: cancelar}, {action: utter_cancelar}, {action: action_deactivate_loop}, {active_loop: null}]
  - {rule: reiniciar, steps: [{intent: reiniciar}, {action: action_restart}]}
"""  # noqa: E501


# The tests say what each message means; Rasa wants something to learn from where a rule is of words.
NLU = """
version: "3.1"
nlu:
  - {intent: saludar, examples: "- hola"}
  - {intent: tarifa, examples: "- tarifa"}
"""


def train(folder: Path, policy: str = "RulePolicy", more_rules: str = "") -> str:
    """Train the bot with a policy for its rules; returns the path of its model."""
    config, rules = CONFIG.format(policy=policy), RULES + more_rules
    for name, text in (("config.yml", config), ("domain.yml", DOMAIN), ("rules.yml", rules), ("nlu.yml", NLU)):
        (folder / name).write_text(text, encoding="utf-8")
    data = [str(folder / "rules.yml"), str(folder / "nlu.yml")]
    result = train_with_rasa(str(folder / "domain.yml"), str(folder / "config.yml"), data, str(folder / "models"))
    assert result.model
    return result.model


Said = tuple[str, dict[str, Any] | None, str]  # intent, entity of color, text


def script(seed: int, turns: int) -> list[Said]:
    """A conversation at random, which opens forms, interrupts them, is not understood and begins again."""
    chance = random.Random(seed)
    intents = ["saludar", "tarifa", "ficha", "dato", "color", "cancelar", "otra_cosa", "reiniciar"]
    weights = [3, 4, 3, 7, 2, 1, 2, 0.3]
    said = []
    for number in range(turns):
        [intent] = chance.choices(intents, weights)
        color = {"entity": "color", "value": chance.choice(["rojo", "verde"])} if intent == "color" else None
        said.append((intent, color, f"{intent} {number}"))
    return said


@dataclass
class State:
    """What can be seen of a conversation after a turn."""

    texts: list[str]
    slots: dict[str, Any]
    loop: str | None
    last_action: str | None


async def turn(agent: Agent, store: TrackerStore, said: Said, sender: str = "prueba:1") -> State:
    """Say something to the bot with the conversation kept in `store`."""
    agent.processor.tracker_store = store
    intent, color, text = said
    parsed = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": [color] if color else []}
    channel = CollectingOutputChannel()
    await agent.processor.handle_message(UserMessage(text, channel, sender, parse_data=parsed))
    tracker = await store.retrieve(sender)
    assert tracker is not None
    return State(
        [message["text"] for message in channel.messages],
        tracker.current_slot_values(),
        tracker.active_loop_name,
        tracker.latest_action_name,
    )
