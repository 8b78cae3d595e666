"""Two processes of the real server behind nginx, with PostgreSQL and Redis; made once for the tests that use them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.database import open_engine
from tests.conftest import NUMBERS
from tests.connectors.running_server import Server
from tests.deploy.person import Person
from tests.deploy.tools import Nginx, Redis


@dataclass
class House:
    """An installation of two processes.

    Attributes:
        url: nginx's.
        first, second: The processes.
        environment: Variables of both.
        servers: All that were ever made for it, to be ended with it.
        database_url: The database they share.
        var: The folder they share.
    """

    url: str
    first: Server
    second: Server
    redis: Redis
    database_url: str
    var: Path
    environment: dict[str, str]
    servers: list[Server]

    def person(self) -> Person:
        """Somebody new."""
        return Person(self.url).opens()

    def logs(self) -> str:
        """What both processes wrote."""
        return self.first.written() + self.second.written()


@pytest.fixture(scope="session")
def postgresql_database(postgresql_address: str) -> str:
    """Address of an empty PostgreSQL database."""
    name = f"enlace_deploy_{next(NUMBERS)}"
    admin = open_engine(postgresql_address).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    admin.dispose()
    return postgresql_address.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def house(loaded_house: Path, postgresql_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Both processes start at once on an empty database, as they do the first time; the model is trained already."""
    folder = tmp_path_factory.mktemp("house")
    var = folder / "var"
    redis = Redis(folder)
    redis.start()
    environment = {
        "DATABASE_URL": postgresql_database, "REDIS_URL": redis.url, "ENLACE_VAR": str(var), "ENLACE_PROXIES": "1",
    }  # fmt: skip
    servers = []
    for name in ("first", "second"):
        (folder / name).mkdir()
        servers.append(Server(folder / name, environment))
    nginx = Nginx(folder, [server.port for server in servers])
    try:
        start_together(servers)
        nginx.start()
        yield House(nginx.url, servers[0], servers[1], redis, postgresql_database, var, environment, servers)
    finally:
        for server in servers:
            server.kill()
        nginx.stop()
        redis.stop()


def start_together(servers: list[Server]) -> None:
    """Start several at the same moment and wait until each is ready."""
    with ThreadPoolExecutor(len(servers)) as pool:
        list(pool.map(lambda server: server.start(), servers))
