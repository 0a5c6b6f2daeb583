"""The files of deploy/ and compose.yaml name what the code has: settings, routes, metrics, files, commands."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.messengers.slack.events_http import PATH as SLACK_PATH
from bot.messengers.telegram.webhook import PATH as TELEGRAM_PATH
from bot.settings import PREFIX, Settings, load
from bot.web.figures import Figures, Sources

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(ROOT / "compose.yaml")
    return found


@pytest.fixture(scope="module")
def metrics() -> set[str]:
    """Every name that a sample of `/metrics` can have."""
    figures = Figures()
    figures.read(Sources(list, lambda: None))
    names: set[str] = set()
    for family in figures.registry.collect():
        names |= {family.name, f"{family.name}_total", *(sample.name for sample in family.samples)}
    return names | {"letuchka_queue_due", "letuchka_queue_age_seconds"}


def hadolint(path: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert program is not None, "hadolint is in the lock file"
    return subprocess.run([program, path], capture_output=True, text=True, check=False)


def test_the_dockerfile_is_linted(tmp_path: Path) -> None:
    linted = hadolint(ROOT / "Dockerfile")
    assert linted.returncode == 0, linted.stdout
    (tmp_path / "Dockerfile").write_text((ROOT / "Dockerfile").read_text().replace("USER 10001", "USER root"))
    assert hadolint(tmp_path / "Dockerfile").returncode != 0


def test_the_image_has_no_secret_and_does_not_run_as_root() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert not re.search(r"TOKEN|SECRET|PASSWORD", text)
    assert re.search(r"^USER 10001$", text, re.MULTILINE)
    assert "--require-hashes" in text
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {word for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert copied == let_in


def test_one_company_is_one_service_with_a_volume(compose: dict[str, Any]) -> None:
    services = compose["services"]
    company = [name for name, service in services.items() if "company" in service["profiles"]]
    assert company == ["bot"]
    assert services["bot"]["volumes"] == ["data:/data"]
    assert services["bot"]["read_only"] is True


def test_at_scale_there_are_three_replicas_on_one_database(compose: dict[str, Any]) -> None:
    services = compose["services"]
    replicas = [service for name, service in services.items() if name.startswith("replica-")]
    assert len(replicas) == 3
    for replica in replicas:
        assert replica["environment"]["LETUCHKA_DATABASE_URL"].startswith("postgresql://")
        assert replica["environment"]["LETUCHKA_TELEGRAM_MODE"] == "webhook"
        assert "volumes" not in replica
        assert "ports" not in replica
    assert services["upgrade"]["command"] == ["db", "upgrade"]
    proxy = (DEPLOY / "nginx.conf").read_text()
    assert set(re.findall(r"server (replica-\d):8080", proxy)) == {n for n in services if n.startswith("replica-")}
    for path in (TELEGRAM_PATH, SLACK_PATH, "/healthz"):
        assert f"location = {path} " in proxy


def test_what_compose_sets_starts_the_program(compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a replica, with the secrets that .env must bring."""
    given = dict(compose["services"]["replica-1"]["environment"])
    given["LETUCHKA_DATABASE_URL"] = given["LETUCHKA_DATABASE_URL"].replace("${POSTGRES_PASSWORD:-}", "secret")
    head = (ROOT / "compose.yaml").read_text().partition("x-letuchka")[0]
    brought = set(re.findall(rf"{PREFIX}\w+", head)) - given.keys()
    secrets = {"LETUCHKA_PUBLIC_URL": "https://bot.example.com", "LETUCHKA_TELEGRAM_TOKEN": "1:A"}
    secrets |= {"LETUCHKA_SLACK_BOT_TOKEN": "xoxb-1"} | dict.fromkeys(brought - secrets.keys(), "secret")
    for name, value in {**given, **secrets}.items():
        monkeypatch.setenv(name, value)
    load(ROOT / "deploy").check_messengers()


@pytest.mark.parametrize("name", ["compose.yaml", "deploy/letuchka.service", "deploy/nginx.conf", "Dockerfile"])
def test_every_setting_that_is_named_exists(name: str) -> None:
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / name).read_text())) <= SETTINGS


def test_alerts_and_dashboard_name_metrics_that_exist(metrics: set[str]) -> None:
    rules = YAML(typ="safe").load(DEPLOY / "alerts.yaml")["groups"][0]["rules"]
    expressions = [rule["expr"] for rule in rules]
    panels = json.loads((DEPLOY / "grafana.json").read_text())["panels"]
    expressions += [target["expr"] for panel in panels for target in panel["targets"]]
    used = {name for expression in expressions for name in re.findall(r"letuchka_\w+", expression)}
    assert used <= metrics
    for essential in ("last_tick", "queue_age", "step_lateness", "deliveries", "updates"):
        assert any(essential in name for name in used)


def test_the_unit_confines_the_program() -> None:
    unit = (DEPLOY / "letuchka.service").read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "RestartPreventExitStatus=2", "TimeoutStopSec=15"):
        assert f"\n{line}\n" in unit
    assert re.search(r"^User=letuchka$", unit, re.MULTILINE)
