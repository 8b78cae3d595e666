"""Spares the serving process the libraries that Rasa imports and our model does not use.

Rasa imports TensorFlow whatever the model: 400 MB and two seconds. While the assistant serves, and only if every
component of the trained model is known not to need them, these libraries are replaced by empty modules whose names can
be imported, inherited from and used as decorators, and do nothing. Training always uses the real ones, in a process
of its own. `ENLACE_LIGERO=0` switches this off.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

SPARED = frozenset(
    "tensorflow tensorflow_addons keras sklearn h5py "  # neural components and their training
    "rasa.utils.plotting "  # pictures of how well a model does; it brings Matplotlib, which our charts take when drawn
    "pymongo boto3 botocore "  # its tracker stores of other vendors
    "aiogram slack_sdk webexteamssdk twilio fbmessenger mattermostwrapper rocketchat_API".split()  # its own channels
)
# spaCy asks whether there is a TensorFlow to share memory with, and a store for Keras' models: there is none.
_ABSENT = ("tensorflow.experimental", "h5py")
# Components, by the beginning of their module path, that were read and found to need none of the above.
_LIGHT = (
    "bot.understanding.",
    "bot.rasa.routing_policy.",
    "rasa.core.policies.ensemble.",
    "rasa.graph_components.",
    "rasa.nlu.classifiers.regex_message_handler.",
)


def spare(model: Path) -> bool:
    """Leave out of this process the unused libraries that are not in it already, if `model` allows it.

    Returns:
        Whether TensorFlow is left out.
    """
    if not any(isinstance(finder, _Spared) for finder in sys.meta_path) and is_light(model):
        sys.meta_path.insert(0, _Spared(SPARED - sys.modules.keys()))
    return any(isinstance(finder, _Spared) and "tensorflow" in finder.names for finder in sys.meta_path)


def is_light(model: Path) -> bool:
    """Whether every component that serves `model` is known to need none of the libraries; no, if it cannot be read."""
    try:
        components = list(_components(model))
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError):
        return False
    return bool(components) and all(component.startswith(_LIGHT) for component in components)


def _components(model: Path) -> Iterator[str]:
    with tarfile.open(model) as archive:
        for member in archive:
            if member.name.lstrip("/") == "metadata.json" and (file := archive.extractfile(member)):
                nodes = json.load(file)["predict_schema"]["nodes"]
                yield from (node["uses"] for node in nodes.values())


class _Nothing(type):
    """A class that stands for anything of a spared library."""

    def __getattr__(cls, name: str) -> _Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        child = _Nothing(name, (), {"__module__": cls.__module__})
        setattr(cls, name, child)
        return child

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        """As a decorator, what it decorates; otherwise nothing again, which may be called in turn."""
        return arguments[0] if len(arguments) == 1 and not options and callable(arguments[0]) else cls


class _Empty(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> _Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        nothing = _Nothing(name, (), {"__module__": self.__name__})
        setattr(self, name, nothing)
        return nothing


class _Spared(MetaPathFinder, Loader):
    """Finds an empty module for whatever belongs to one of the libraries `names`."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """An empty module, or nothing when the library is not spared."""
        if name not in self.names and name.partition(".")[0] not in self.names:
            return None
        if any(f"{name}.".startswith(f"{absent}.") for absent in _ABSENT):
            raise ModuleNotFoundError(f"{name} is spared", name=name)
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty module."""
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing runs."""
