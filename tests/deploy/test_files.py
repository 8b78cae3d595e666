"""The files of deploy/, each checked by the program that reads it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest
import yaml

from tests.deploy.tools import DEPLOY, ROOT, program, run

COMPOSE = DEPLOY / "compose.yml"
UNITS = sorted((DEPLOY / "systemd").iterdir())


# Capabilities that the programs of others begin with, before they take a user without any.
POWERS = {
    "nginx": {"NET_BIND_SERVICE", "CHOWN", "SETGID", "SETUID"},
    "base": {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"},
}
EXPOSED = 2.0  # of 10, by systemd's own count


def compose() -> list[str]:
    """The compose command of this machine: docker's own, or the program of before."""
    docker = shutil.which("docker")
    if docker and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0:
        return [docker, "compose"]
    return [program("docker-compose")]


@pytest.fixture
def folder(tmp_path):
    """A copy of deploy/ with its variables filled in."""
    copy = tmp_path / "deploy"
    shutil.copytree(DEPLOY, copy)
    shutil.copy(copy / "enlace.env.ejemplo", copy / "enlace.env")
    return copy


def test_the_composition_is_one(folder):
    command = [*compose(), "--file", str(folder / "compose.yml"), "config"]
    said = run(*command, env={"POSTGRES_PASSWORD": "x", "PATH": "/usr/local/bin:/usr/bin:/bin"})
    for service in ("enlace-1", "enlace-2", "nginx", "base", "redis", "mantenimiento"):
        assert f"  {service}:" in said
    without = subprocess.run(command, env={"PATH": "/usr/local/bin:/usr/bin:/bin"}, capture_output=True, text=True)
    assert without.returncode != 0 and "falta POSTGRES_PASSWORD" in without.stdout + without.stderr


def test_no_container_may_more_than_it_needs(folder):
    command = [*compose(), "--file", str(folder / "compose.yml"), "config"]
    said = subprocess.run(command, env={"POSTGRES_PASSWORD": "x", "PATH": os.environ["PATH"]}, capture_output=True)
    services = yaml.safe_load(said.stdout)["services"]
    assert len(services) == 6
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"] and service["pids_limit"] and service["restart"] == "unless-stopped", name
        # PostgreSQL writes outside its volume while it makes its folder.
        assert service.get("read_only") or name == "base", name
        assert set(service.get("cap_add", ())) <= POWERS.get(name, set()), name


def test_the_image_is_made_of_what_is_there():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ")]
    assert copied and all((ROOT / source).exists() for source in copied)


def test_the_units_are_understood(tmp_path):
    for unit in UNITS:
        # Where the units say that Enlace is installed, this repository stands.
        text = unit.read_text(encoding="utf-8").replace("/opt/enlace", str(ROOT))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    named = [tmp_path / unit.name.replace("@.", "@5005.") for unit in UNITS]
    shutil.move(tmp_path / "enlace@.service", tmp_path / "enlace@5005.service")
    said = run(program("systemd-analyze"), "verify", "--man=no", *named)
    assert "enlace" not in said, said


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_a_unit_may_little_more_than_it_needs(unit, tmp_path):
    copy = tmp_path / unit.name.replace("@.", "@5005.")
    copy.write_text(unit.read_text(encoding="utf-8").replace("/opt/enlace", str(ROOT)), encoding="utf-8")
    said = run(program("systemd-analyze"), "security", "--offline=true", "--no-pager", copy)
    assert float(re.search(r"Overall exposure level for \S+: ([\d.]+)", said)[1]) <= EXPOSED, said


def test_what_the_units_run_exists():
    for unit in UNITS:
        for module, order in re.findall(r"-m (connectors|maintenance)(?: (\w+))?$", unit.read_text(), re.MULTILINE):
            said = run(ROOT / ".venv/bin/python", "-m", "maintenance", "--help") if order else ""
            assert (ROOT / module / "__main__.py").is_file() and order in said


@pytest.mark.parametrize("name", ["enlace.conf", "compose.conf"])
def test_nginx_takes_its_configuration(folder, tmp_path, name):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=enlace.test",
        "-keyout", tmp_path / "enlace.key", "-out", tmp_path / "enlace.crt")  # fmt: skip
    for file in (folder / "nginx").iterdir():
        text = file.read_text(encoding="utf-8")
        text = text.replace("/etc/nginx/enlace", str(folder / "nginx"))
        text = text.replace("/etc/nginx/certificados", str(tmp_path))
        # The names of the composition's services mean something only inside it.
        file.write_text(re.sub(r"server enlace-(\d):5005", r"server 127.0.0.\1:5005", text), encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/nginx.pid; error_log stderr; events {{}} http {{ include {folder}/nginx/{name}; }}"
    )
    said = run(program("nginx"), "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", "stderr")
    assert "test is successful" in said and "warn" not in said, said
