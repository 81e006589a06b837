"""run.py and the set-up behind it: stamps, engine cache, progress, system packages, checks."""

import ast
import builtins
import errno
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from contextlib import ExitStack
from pathlib import Path

import pytest

from setup import checks, console, engine, environment, lock, machine, prepare, stages, system

ROOT = Path(__file__).resolve().parents[2]
DiskUsage = namedtuple("DiskUsage", "total used free")


@pytest.fixture
def run():
    specification = importlib.util.spec_from_file_location("snug_run", ROOT / "run.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path):
    """A source folder with what decides about the stages, and nothing else."""
    for name in ("requirements", "setup"):
        folder = tmp_path / "packaging" / name
        shutil.copytree(ROOT / "packaging" / name, folder, ignore=shutil.ignore_patterns("*.py"))
    return tmp_path


@pytest.fixture
def ready(source, monkeypatch):
    """An environment whose stages are all stamped, for the usual data folder."""
    monkeypatch.delenv("SNUG_HOME", raising=False)
    made = stages.Environment(source)
    made.scripts.mkdir(parents=True)
    made.python.touch()
    for stage in stages.TESTS:
        made.record(stage)
    return made


@pytest.fixture
def runner(tmp_path):
    return console.Runner(tmp_path / "log")


# Versions of Python


def test_run_is_readable_for_old_pythons():
    ast.parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize(
    ("version", "is_supported"),
    [((3, 8), False), ((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)],
)
def test_supported_versions(run, version, is_supported):
    assert run.is_supported(version) is is_supported


def test_old_python_without_a_better_one_says_one_sentence(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "is_supported", lambda version: False)
    monkeypatch.setattr(run, "find_supported_python", lambda: None)
    assert run.main([]) == 1
    assert "needs Python 3.11, 3.12 or 3.13" in capsys.readouterr().err


def test_old_python_hands_over_to_a_better_one(run, monkeypatch):
    handed = []
    monkeypatch.setattr(run, "is_supported", lambda version: False)
    monkeypatch.setattr(run, "find_supported_python", lambda: ["python3.12"])
    monkeypatch.setattr(run, "replace_process", lambda command: handed.append(command) or 0)
    assert run.main(["chat", "hi there"]) == 0
    assert handed == [["python3.12", str(ROOT / "run.py"), "chat", "hi there"]]


@pytest.mark.skipif(os.name == "nt", reason="POSIX scripts")
def test_a_name_that_runs_nothing_is_passed_over(run, monkeypatch, tmp_path):
    for name, code in (("python3.13", 127), ("python3.12", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.find_supported_python() == ["python3.12"]


# Stamps and the second start


def test_second_start_starts_nothing_but_the_application(run, ready, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a second start must not start programs")

    handed = []
    monkeypatch.setattr(run, "ROOT", ready.root)
    monkeypatch.setattr(run, "replace_process", lambda command: handed.append(command) or 0)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(os, "system", refuse)
    assert run.main(["models", "list"]) == 0
    assert handed == [[str(ready.python), "-P", "-m", "app", "models", "list"]]


def test_second_start_imports_little(run, ready, monkeypatch):
    """What would cost the start its speed is not even imported."""
    imported = set()
    original = builtins.__import__

    def watch(name, *args, **kwargs):
        imported.add(name)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(run, "ROOT", ready.root)
    monkeypatch.setattr(run, "replace_process", lambda command: 0)
    monkeypatch.setattr(builtins, "__import__", watch)
    assert run.main([]) == 0
    assert imported.isdisjoint({"subprocess", "setup.prepare", "setup.engine", "json", "platform"})


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("packaging/requirements/runtime.txt", {"runtime", "system"}),
        ("packaging/requirements/test.txt", {"test"}),
        ("packaging/requirements/engine.txt", {"engine"}),
        ("packaging/requirements/build.txt", {"engine"}),
    ],
)
def test_a_changed_requirement_file_makes_its_stages_stale(ready, changed, stale):
    assert ready.pending(stages.TESTS) == []
    path = ready.root / changed
    path.write_text(path.read_text("utf-8") + "more==1\n", "utf-8")
    assert set(ready.pending(stages.TESTS)) == stale


def test_another_python_makes_everything_stale(ready, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert ready.pending(stages.TESTS) == list(stages.TESTS)


def test_a_moved_source_folder_makes_everything_stale(ready):
    moved = ready.root.with_name("moved")
    ready.root.rename(moved)
    assert stages.Environment(moved).pending(stages.APPLICATION) == list(stages.APPLICATION)


@pytest.mark.parametrize("damage", ["busy", "no python", "no stamp", "torn stamp"])
def test_a_broken_environment_is_done_from_the_start(ready, damage):
    if damage == "busy":
        ready.busy.touch()
    elif damage == "no python":
        ready.python.unlink()
    elif damage == "no stamp":
        (ready.stamps / "environment").unlink()
    else:
        (ready.stamps / "environment").write_bytes(b"\xff\xfe")
    assert ready.pending(stages.APPLICATION) == list(stages.APPLICATION)


def test_a_change_cut_short_leaves_its_mark(ready):
    with pytest.raises(KeyboardInterrupt), environment.changing(ready):
        raise KeyboardInterrupt
    assert not ready.is_sound()


def test_a_change_that_was_taken_back_leaves_none(ready, tmp_path):
    (tmp_path / "log").write_text("")
    with pytest.raises(console.CommandError), environment.changing(ready):
        raise console.CommandError("Installing", tmp_path / "log")
    assert ready.is_sound()


def test_remaking_removes_what_lies_there(ready):
    environment.remove(ready)
    assert not ready.folder.exists()
    ready.folder.write_text("a file in the way")
    environment.remove(ready)
    assert not ready.folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_remaking_does_not_follow_a_link(source, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    linked = stages.Environment(source)
    linked.folder.symlink_to(elsewhere)
    environment.remove(linked)
    assert (elsewhere / "kept").exists()


@pytest.mark.skipif(os.name == "nt", reason="POSIX layout")
def test_the_environment_finds_the_source_folder_and_has_the_command(tmp_path):
    root = tmp_path / "한글 and 'quotes'"
    made = stages.Environment(root)
    made.scripts.mkdir(parents=True)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    packages = made.folder / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    environment.add_source_folder(made)
    path = []
    line = (packages / "snug.pth").read_text("ascii")
    exec(line.replace("import sys; sys.path", "path"), {"path": path})
    assert path == [str(root)]
    made.python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    made.python.chmod(0o755)
    command = environment.add_command(made)
    printed = subprocess.run([command, "ask", "a b"], capture_output=True, text=True, check=True)
    assert printed.stdout == "-P|-m|app|ask|a b|"


# Running programs


def test_pip_is_kept_in_the_environment(monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_CACHE_DIR", "/mine")
    variables = environment.pip_environment()
    assert not {"PIP_TARGET", "PYTHONPATH"} & variables.keys()
    assert variables["PIP_CACHE_DIR"] == "/mine"
    assert variables["PIP_USER"] == "0"


@pytest.mark.parametrize(
    ("line", "percent"),
    [
        ("  [1/83] /usr/bin/g++ -DGGML_BUILD -c ggml.cpp", 1),
        ("[123/220] Building CXX object", 55),
        ("  [83/83] : && /usr/bin/g++ -shared -o bin/libllama.so", 100),
        ("  *** Configuring CMake...", None),
        ("  see [1/2] in the text", None),
        ("[0/0] nothing", None),
        ("", None),
    ],
)
def test_progress_is_read_from_ninja(line, percent):
    assert console.ninja_percent(line) == percent


def test_without_a_terminal_progress_is_plain_lines_now_and_then():
    stream = io.StringIO()
    progress = console.Progress("Building", stream)
    progress.read("[42/84] x")
    for _ in range(10):
        progress.show()
    progress.close("done")
    assert stream.getvalue() == "Building …  50 %  0:00\nBuilding …  50 %  0:00  done\n"


def test_on_a_terminal_progress_is_one_line_that_moves():
    stream = io.StringIO()
    stream.isatty = lambda: True
    progress = console.Progress("Building", stream)
    progress.show()
    progress.read("[42/84] x")
    progress.show()
    progress.close("done")
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().count("\r") == 3


def test_a_failed_program_is_told_with_its_last_lines(runner):
    script = "print('all is lost'); raise SystemExit(3)"
    with pytest.raises(console.CommandError) as caught:
        runner.run("Trying it", [sys.executable, "-c", script])
    assert caught.value.last_lines() == "all is lost"
    assert str(runner.logs / "trying-it.log") in str(caught.value)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "could not be reached"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk is full"),
        ("error: something else", "something else"),
    ],
)
def test_causes_are_explained(tmp_path, output, sentence):
    log = tmp_path / "pip.log"
    log.write_text(output)
    failure = console.CommandError("Installing the libraries", log)
    assert sentence in str(environment.explained(failure))


@pytest.mark.skipif(os.name == "nt", reason="POSIX sessions")
def test_an_interrupted_program_ends_with_all_it_started(runner, monkeypatch, tmp_path):
    script = (
        "import subprocess; child = subprocess.Popen(['sleep', '600']);"
        "print('started', flush=True); child.wait()"
    )

    def interrupt(process, progress):
        while "started" not in (runner.logs / "waiting.log").read_text():
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(console, "_wait", interrupt)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        runner.run("Waiting", [sys.executable, "-c", script])
    # run() returns when the last program that holds the log's pipe has ended.
    assert time.monotonic() - started < 300


def test_the_second_set_up_waits_for_the_first(tmp_path, monkeypatch, capsys):
    path = tmp_path / "cache" / "setup.lock"
    first = ExitStack()
    first.enter_context(lock.only_one(path))
    monkeypatch.setattr(lock.time, "sleep", lambda seconds: first.close())
    with lock.only_one(path):
        assert "Another set-up" in capsys.readouterr().err
    with lock.only_one(path):
        assert capsys.readouterr().err == ""


# The engine


def test_the_cache_key_changes_with_each_of_its_parts(monkeypatch):
    parts = {"source": "abc", "cmake": "-DX=on", **machine.machine_facts("cpu")}
    keys = {engine.cache_key(parts)}
    for name in parts:
        keys.add(engine.cache_key({**parts, name: parts[name] + "x"}))
    assert len(keys) == len(parts) + 1
    assert engine.cache_key(dict(reversed(parts.items()))) == engine.cache_key(parts)


def test_the_engine_key_follows_source_arguments_and_targets(ready, monkeypatch):
    def key():
        return engine.engine_key(ready, "cpu")

    keys = [key()]
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_AVX512=off")
    keys.append(key())
    pin = ready.requirements("engine")
    pin.write_text(pin.read_text("utf-8").replace("sha256:8", "sha256:9"), "utf-8")
    keys.append(key())
    (ready.root / "packaging" / "setup" / "llama_only.cmake").write_text("# nothing\n")
    keys.append(key())
    monkeypatch.setattr(machine, "cpu_features", lambda: "another processor")
    keys.append(key())
    assert len(set(keys)) == 5


def test_another_folder_has_the_same_engine_key(ready, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "copy"
    shutil.copytree(ready.root / "packaging", other / "packaging")
    other_key = engine.engine_key(stages.Environment(other), "cpu")
    assert other_key == engine.engine_key(ready, "cpu")


@pytest.mark.parametrize("accelerator", ["cpu", "cuda", "metal"])
def test_arguments_of_cmake(accelerator, monkeypatch):
    monkeypatch.setattr(engine, "cuda_compiler", lambda: "/opt/cuda/bin/nvcc")
    arguments = engine.cmake_arguments(accelerator)
    assert {"-DGGML_NATIVE=on", "-DGGML_OPENMP=on", "-DLLAMA_BUILD_SERVER=off"} <= set(arguments)
    assert ("-DGGML_CUDA=on" in arguments) is (accelerator == "cuda")
    assert ("-DCMAKE_CUDA_COMPILER=/opt/cuda/bin/nvcc" in arguments) is (accelerator == "cuda")
    assert ("-DGGML_METAL=on" in arguments) is (accelerator == "metal")


def test_an_unknown_accelerator_is_refused():
    with pytest.raises(console.SetupError, match="cpu, cuda, metal"):
        engine.cmake_arguments("tpu")


@pytest.mark.parametrize(
    ("compiler", "gpu", "expected"),
    [("/x/nvcc", True, ["cuda", "cpu"]), ("/x/nvcc", False, ["cpu"]), (None, True, ["cpu"])],
)
def test_cuda_needs_compiler_and_gpu(monkeypatch, compiler, gpu, expected):
    monkeypatch.delenv("SNUG_ACCEL", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(machine, "cuda_compiler", lambda: compiler)
    monkeypatch.setattr(machine, "has_nvidia_gpu", lambda: gpu)
    assert machine.accelerators() == expected


def test_the_user_chooses_the_accelerator(monkeypatch):
    monkeypatch.setenv("SNUG_ACCEL", "cpu")
    assert machine.accelerators() == ["cpu"]


@pytest.fixture
def wheels(tmp_path):
    return engine.WheelCache(tmp_path / "engine")


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "llama_cpp_python-1-py3-none-any.whl"
    path.write_bytes(b"a wheel")
    return path


def test_a_kept_wheel_is_found_again(wheels, wheel):
    kept = wheels.keep("key", wheel)
    assert wheels.find("key") == kept
    assert kept.read_bytes() == b"a wheel"
    assert wheels.find("another") is None


@pytest.mark.parametrize("damage", ["bytes", "no digest"])
def test_a_damaged_wheel_is_refused(wheels, wheel, damage, capsys):
    kept = wheels.keep("key", wheel)
    if damage == "bytes":
        kept.write_bytes(b"a whee1")
    else:
        kept.with_suffix(".sha256").unlink()
    assert wheels.find("key") is None
    assert "built again" in capsys.readouterr().err
    assert wheels.find(wheels.keep("key", wheel).parent.name) == kept


class FakeBuilder(engine.EngineBuilder):
    """Builds and installs nothing; fails for the accelerators it is told."""

    def __init__(self, environment, runner, cache, failing=(), broken=()):
        super().__init__(environment, runner, cache)
        self.failing, self.broken, self.done = failing, broken, []

    def _build(self, key, accelerator):
        self.done.append(f"build {accelerator}")
        if accelerator in self.failing:
            raise console.CommandError("Building", self.log("nvcc fatal"))
        wheel = self.workshop.parent / f"{accelerator}-1-py3-none-any.whl"
        wheel.parent.mkdir(parents=True, exist_ok=True)
        wheel.write_text(accelerator)
        return self.wheels.keep(key, wheel)

    def _install(self, wheel):
        self.done.append(f"install {wheel.read_text()}")
        if wheel.read_text() in self.broken:
            raise console.CommandError("Starting", self.log("Illegal instruction"))

    def log(self, text):
        self.runner.logs.mkdir(exist_ok=True)
        path = self.runner.logs / "x.log"
        path.write_text(text)
        return path


@pytest.fixture
def with_cuda(monkeypatch):
    monkeypatch.setattr(engine, "accelerators", lambda: ["cuda", "cpu"])


def test_a_failed_cuda_build_falls_back(with_cuda, ready, runner, tmp_path, capsys):
    builder = FakeBuilder(ready, runner, tmp_path / "cache", failing=["cuda"])
    builder.provide()
    assert builder.done == ["build cuda", "build cpu", "install cpu"]
    assert "could not be built for CUDA" in capsys.readouterr().err


def test_an_engine_that_does_not_load_falls_back(with_cuda, ready, runner, tmp_path):
    builder = FakeBuilder(ready, runner, tmp_path / "cache", broken=["cuda"])
    builder.provide()
    assert builder.done == ["build cuda", "install cuda", "build cpu", "install cpu"]


def test_when_nothing_can_be_built_the_log_is_shown(with_cuda, ready, runner, tmp_path):
    builder = FakeBuilder(ready, runner, tmp_path / "cache", failing=["cuda", "cpu"])
    with pytest.raises(console.SetupError, match="nvcc fatal"):
        builder.provide()


def test_a_second_environment_takes_the_stored_engine(ready, runner, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "accelerators", lambda: ["cpu"])
    first = FakeBuilder(ready, runner, tmp_path / "cache")
    assert first.needs_build()
    first.provide()
    second = FakeBuilder(ready, runner, tmp_path / "cache")
    assert not second.needs_build()
    second.provide()
    assert second.done == ["install cpu"]


# The system's share


def test_missing_libraries_are_asked_of_the_loader():
    absent = {"libxcb-cursor.so.0", "libxcb-icccm.so.4"}
    assert set(system.missing_libraries(lambda library: library not in absent)) == absent


@pytest.mark.parametrize(
    ("manager", "packages"),
    [
        ("apt-get", ["libglib2.0-0t64", "libxcb-icccm4", "g++", "make"]),
        ("dnf", ["glib2", "xcb-util-wm", "gcc-c++", "make"]),
        ("pacman", ["glib2", "xcb-util-wm", "gcc", "make"]),
        ("zypper", ["libglib-2_0-0", "libgthread-2_0-0", "libxcb-icccm4", "gcc-c++", "make"]),
    ],
)
def test_libraries_become_packages(manager, packages):
    missing = ["libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-icccm.so.4"]
    found = system.packages_for(missing, manager, compiler=True, knows=lambda name: True)
    assert found == packages


def test_older_debian_has_the_older_name():
    found = system.packages_for(["libglib-2.0.so.0"], "apt-get", knows=lambda name: False)
    assert found == ["libglib2.0-0"]


def test_debian_packs_venv_apart():
    found = system.packages_for([], "apt-get", venv=True, knows=lambda name: True)
    assert found == [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]


def test_every_library_has_a_package_for_every_manager():
    assert all(len(names) == len(system.MANAGERS) for names in system.LIBRARIES.values())
    assert set(system.INSTALL) == set(system.MANAGERS)


@pytest.fixture
def lacking(monkeypatch):
    """A Debian that lacks one library."""
    monkeypatch.setattr(system, "missing_libraries", lambda: ["libxcb-cursor.so.0"])
    monkeypatch.setattr(system, "lacks_venv", lambda: False)
    monkeypatch.setattr(system, "package_manager", lambda: "apt-get")


def test_without_rights_and_terminal_there_is_one_command(lacking, runner, monkeypatch):
    monkeypatch.setattr(system, "is_root", lambda: False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(console.SetupError) as caught:
        system.ensure_system(runner, compiler=False)
    command = str(caught.value).splitlines()[-1].strip()
    assert command == "sudo apt-get install -y --no-install-recommends libxcb-cursor0"


def test_root_installs_by_itself(lacking, monkeypatch):
    class Recorder:
        commands = ()

        def run(self, label, command, environment=None):
            self.commands = (*self.commands, tuple(command))
            monkeypatch.setattr(system, "missing_libraries", list)

    recorder = Recorder()
    monkeypatch.setattr(system, "is_root", lambda: True)
    system.ensure_system(recorder, compiler=False)
    assert recorder.commands[0] == ("apt-get", "update")
    assert recorder.commands[1][-1] == "libxcb-cursor0"


def test_an_unknown_system_is_told_what_it_lacks(lacking, runner, monkeypatch):
    monkeypatch.setattr(system, "package_manager", lambda: None)
    with pytest.raises(console.SetupError, match=r"libxcb-cursor\.so\.0"):
        system.ensure_system(runner, compiler=False)


# The whole set-up


def test_too_small_a_disk_is_told_before_anything_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr(prepare.shutil, "disk_usage", lambda path: DiskUsage(9e9, 8e9, 1e9))
    with pytest.raises(console.SetupError, match=r"1\.5 GB.*1\.0 GB left"):
        prepare.check_disk(tmp_path)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "cannot be written"), (errno.EIO, "stopped")],
)
def test_errors_of_the_file_system_become_sentences(number, sentence):
    assert sentence in prepare.explain(OSError(number, os.strerror(number), "/somewhere"))


@pytest.fixture
def prepared(ready, tmp_path, monkeypatch):
    """A finished set-up that lacks its models alone; returns a function that tries to fetch them.

    It takes how each fetch ends, and returns how the set-up ends and which stages are stamped.
    """
    monkeypatch.setenv("SNUG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(prepare.signal, "signal", lambda number, handler: None)
    for stage in stages.MODELS:
        (ready.stamps / stage).unlink()

    def attempt(chat, embedder=0, *, is_test=False):
        codes = dict(zip(stages.MODELS.values(), (chat, embedder), strict=True))
        monkeypatch.setattr(prepare.subprocess, "call", lambda command, stdout: codes[command[-1]])
        code = prepare.prepare(ready, is_test=is_test)
        return code, [stage for stage in stages.MODELS if ready.is_done(stage)]

    return attempt


def test_the_starter_models_are_stamped_once_they_came(prepared):
    assert prepared(0) == (0, ["starter", "embedder"])


def test_each_data_folder_gets_its_own_models(ready, monkeypatch, tmp_path):
    assert ready.pending(stages.APPLICATION) == []
    monkeypatch.setenv("SNUG_HOME", str(tmp_path / "second"))
    assert ready.pending(stages.APPLICATION) == ["starter", "embedder"]
    ready.record("starter")
    ready.record("embedder")
    assert ready.pending(stages.APPLICATION) == []
    monkeypatch.delenv("SNUG_HOME")
    assert ready.pending(stages.APPLICATION) == []


def test_without_its_models_the_application_starts_all_the_same(prepared, capfd):
    assert prepared(1, 1) == (0, [])
    assert "found by their words alone" in capfd.readouterr().err


def test_one_model_that_does_not_come_is_tried_again_by_itself(prepared, capfd):
    assert prepared(0, 1) == (0, ["starter"])
    assert "starts without a model" not in capfd.readouterr().err
    assert prepared(1, 0) == (0, ["starter", "embedder"])


@pytest.mark.parametrize("codes", [(1, 0), (0, 1)])
def test_without_its_models_the_tests_do_not_start(prepared, codes):
    assert prepared(*codes, is_test=True)[0] == 1


def test_an_interrupted_fetch_ends_the_start(prepared):
    assert prepared(130) == (130, [])
    assert prepared(0, 130) == (130, ["starter"])


# The checks


def test_all_checks_run_even_after_one_failed(monkeypatch, capsys, tmp_path):
    commands = {name: [name] for name in ("ruff format", "mypy", "lint-imports", "pytest")}
    monkeypatch.setattr(checks, "call", lambda command, folder: 0)
    monkeypatch.setattr(
        checks, "outcome", lambda command, folder: (command == ["mypy"], f"says {command[0]}\n")
    )
    assert checks.run_all(commands, tmp_path) == 1
    printed = capsys.readouterr().out
    for name in ("ruff format", "mypy", "lint-imports"):
        assert f"== {name}\nsays {name}\n" in printed
    assert printed.endswith("Failed: mypy\n")


def test_what_reads_the_sources_runs_beside_the_tests(capfd, tmp_path):
    """Each ends only after the other has begun."""
    program = """if True:
        import pathlib, sys, time
        mine, other = map(pathlib.Path, sys.argv[1:3])
        mine.touch()
        while not other.exists():
            time.sleep(0.01)
        print("done")
        sys.exit(int(sys.argv[3]))
    """
    one, two = tmp_path / "one", tmp_path / "two"
    commands = {
        "mypy": [sys.executable, "-c", program, one, two, "0"],
        "pytest": [sys.executable, "-c", program, two, one, "1"],
    }
    assert checks.run_all(commands, tmp_path) == 1
    printed = capfd.readouterr().out
    assert "== mypy\ndone\n" in printed
    assert printed.endswith("Failed: pytest\n")


def test_when_all_pass_the_last_line_is_pytests_own(monkeypatch, capsys, tmp_path):
    def call(command, folder):
        while "output of mypy" not in capsys.readouterr().out:
            time.sleep(0.01)
        print(f"output of {command[0]}")
        return 0

    monkeypatch.setattr(checks, "call", call)
    monkeypatch.setattr(checks, "outcome", lambda command, folder: (0, f"output of {command[0]}"))
    assert checks.run_all({"mypy": ["mypy"], "pytest": ["pytest"]}, tmp_path) == 0
    assert capsys.readouterr().out.endswith("output of pytest\n")


def test_children_of_the_tests_keep_their_bytecode(monkeypatch, ready):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(checks, "call", lambda command, folder: 0)
    checks.run_checks(ready, ["-k", "stamp"])
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ


def test_arguments_go_to_pytest_alone(monkeypatch, ready):
    called = []
    monkeypatch.setattr(checks, "call", lambda command, folder: called.append(command) or 5)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert checks.run_checks(ready, ["-k", "stamp"]) == 5
    assert called == [[ready.python, "-P", "-m", "pytest", "-k", "stamp"]]


def test_programs_of_the_tests_are_asked_for_with_the_libraries() -> None:
    found = system.packages_for((), "apt-get", programs=("ip", "strace"), knows=lambda _: True)
    assert found == ["iproute2", "strace"]
    assert "programs" in stages.TESTS
    assert "programs" not in stages.APPLICATION
