"""`snug models plan`: where a model would go, before anything is loaded."""

import argparse
from dataclasses import asdict
from typing import Any

from app.cli.output import Output
from app.domain.errors import UsageError
from app.domain.models import InstalledModel
from app.domain.placement import DevicePlan, LoadPlan, PlanNote
from app.domain.sizes import format_bytes

_LEAST, _MOST = 512, 1_048_576
_NOTES = {
    PlanNote.KV_HEAD_SIZE: "Its heads do not divide into blocks of 32: the context stays f16.",
    PlanNote.KV_NEEDS_FLASH: "Without flash attention the context stays f16.",
}


def add_parser(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    plan = actions.add_parser(
        "plan",
        parents=[common],
        help="how much memory a model would take",
        description="Work out from a model's header what a load would take on each device, and "
        "what was chosen so that it fits. Nothing is loaded.",
    )
    plan.add_argument("model", metavar="ID|FILE", help="a model of the list, or a GGUF file")
    plan.add_argument("--context", type=int, metavar="N", help="plan for a context of N tokens")


def run(args: argparse.Namespace, out: Output) -> int:
    """Print the plan; the exit code is 0 also when the model does not fit."""
    if args.context is not None and not _LEAST <= args.context <= _MOST:
        raise UsageError(problem=f"--context must lie between {_LEAST:,} and {_MOST:,}")
    from app.bootstrap import build  # here: listing models needs no engine

    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        model, plan = app.models.plan(args.model, args.context)
    finally:
        app.close()
    if out.is_json:
        out.json(as_json(model, plan))
    else:
        out.line(sentence(model.name, plan))
        out.table(_rows(plan), right=frozenset({1, 2, 3, 4, 5}))
    return 0


def sentence(name: str, plan: LoadPlan) -> str:
    """The plan in a few sentences."""
    said = [
        f"{name} needs about {format_bytes(plan.total_bytes)}: "
        f"{format_bytes(plan.weights_bytes)} weights, "
        f"{format_bytes(plan.kv_bytes)} context of {plan.context:,} tokens, "
        f"{format_bytes(plan.compute_bytes)} working space."
    ]
    if plan.fits:
        said.append(_where(plan))
    else:
        said.append("That does not fit into what is free.")
    if plan.fits and plan.shortened_from:
        said.append(f"Memory does not allow a context of {plan.shortened_from:,} tokens.")
    return " ".join(said + [_NOTES[note] for note in plan.notes if note in _NOTES])


def _where(plan: LoadPlan) -> str:
    threads = f"{plan.threads} thread{'s' if plan.threads != 1 else ''}"
    gpus = [gpu for gpu in plan.devices[1:] if gpu.layers]
    if not gpus:
        return f"It runs on the processor with {threads}."
    shares = " and ".join(f"{gpu.layers} on {gpu.description or gpu.device}" for gpu in gpus)
    rest = "" if plan.gpu_layers == plan.layers else f", the rest on the processor with {threads}"
    return f"It runs with {plan.gpu_layers} of {plan.layers} layers on the GPU: {shares}{rest}."


def _rows(plan: LoadPlan) -> list[list[str]]:
    rows = [["DEVICE", "LAYERS", "WEIGHTS", "CONTEXT", "WORKING", "FREE"]]
    return rows + [_row(device) for device in plan.devices]


def _row(device: DevicePlan) -> list[str]:
    sizes = (device.weights_bytes, device.kv_bytes, device.compute_bytes, device.free_bytes)
    return [device.device, str(device.layers), *map(format_bytes, sizes)]


def as_json(model: InstalledModel, plan: LoadPlan) -> dict[str, object]:
    """The plan for programs."""
    return {
        "id": model.id,
        "name": model.name,
        "sentence": sentence(model.name, plan),
        **asdict(plan),
        "weights_bytes": plan.weights_bytes,
        "kv_bytes": plan.kv_bytes,
        "compute_bytes": plan.compute_bytes,
    }
