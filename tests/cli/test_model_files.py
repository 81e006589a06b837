"""`snug models found`, `add`, `remove` and `verify`."""

import json
from pathlib import Path

import pytest
from gguf_files import tiny_llama, wrong_magic

from app.catalog import elsewhere
from app.cli.main import run


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of whose other programs one has a model."""
    monkeypatch.setattr(elsewhere, "_LEAST_BYTES", 4)
    for name in ("OLLAMA_MODELS", "LLAMA_CACHE", "HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "user"
    monkeypatch.setattr(Path, "home", lambda: folder)
    model = folder / ".lmstudio/models/maker/repository/seven.gguf"
    model.parent.mkdir(parents=True)
    return tiny_llama(model)


def test_a_model_of_another_program_is_found_linked_and_let_go(
    user: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "found", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (found["program"], found["name"], found["path"]) == ("LM Studio", "seven", str(user))
    assert run(["models", "add", found["path"]]) == 0
    assert capsys.readouterr().out == f"seven: {home / 'models' / 'seven.gguf'}\n"
    assert (home / "models" / "seven.gguf").is_symlink()
    assert run(["models", "found"]) == 0
    assert capsys.readouterr().out == ""
    assert run(["models", "verify", "seven"]) == 0
    assert "nobody published one" in capsys.readouterr().out
    assert run(["models", "remove", "seven"]) == 0
    assert str(user) in capsys.readouterr().out
    assert user.exists()


def test_a_copy_is_snugs_own(user: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "add", str(user), "--copy", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["path"]) == home / "models" / "seven.gguf"
    assert not Path(told["path"]).is_symlink()
    assert run(["models", "remove", "seven", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["freed_bytes"], told["linked_to"]) == (user.stat().st_size, None)


def test_a_hostile_file_is_refused_with_a_sentence(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "add", str(wrong_magic(tmp_path / "hostile.gguf"))]) == 1
    assert "“hostile.gguf” is not a GGUF model." in capsys.readouterr().err
    assert not (home / "models" / "hostile.gguf").exists()
