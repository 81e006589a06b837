"""`snug models`: list them, look at one, fetch one or bring one in; loading is said in `plan`."""

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.cli import (
    evaluating,
    model_cards,
    model_downloads,
    model_files,
    plan,
    quantizing,
)
from app.cli.byte_progress import ByteProgress
from app.cli.output import Output
from app.cli.passphrase import open_if_unasked
from app.domain.network import Consent
from app.domain.sizes import format_bytes
from app.domain.vault import VaultState
from app.services.comparison_tally import Tally
from app.services.model_choice import can_be_had, task_of
from app.services.model_library import ListedModel, ModelInfo, ModelLibrary

_MEGA = 1_000_000
_GIGA = 1_000_000_000

Locate = Callable[[Iterable[ListedModel]], tuple[ListedModel, ...]]
"""Gives a card the file that was fetched for it."""


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug models` and its own commands."""
    parser = commands.add_parser(
        "models",
        parents=[common],
        help="list, look at and fetch models",
        description="The models of the catalog, and your own model files. The catalog is the file "
        "models.toml that came with Snug; what may stand in it is said at its top.",
    )
    parser.set_defaults(run=_run_in_application)
    actions = parser.add_subparsers(dest="models_action", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        parents=[common],
        help="the catalog and your own files",
        description="A line for each model. SIZE: of its file; “over” where only the smallest it "
        "can be is known. INSTALLED: yes, no, or that no place of a file is known. USE: what its "
        "licence lets anybody do. With --json a line of JSON for each.",
    )
    model_cards.add_filters(listing)
    info = actions.add_parser(
        "info",
        parents=[common],
        help="everything known of one model",
        description="What the catalog tells of a model: what its licence asks, how open it is part "
        "by part with the evidence, and where its files are; or what a GGUF file tells of itself, "
        "read with bounds.",
    )
    info.add_argument("model", metavar="ID|FILE", help="a model of the list, or a GGUF file")
    get = actions.add_parser(
        "get",
        parents=[common],
        help="download a model",
        description="Download a model. Naming it here allows this one connection, also while Snug "
        "is offline; --offline takes that back. A download that is cut off or stopped goes on with "
        "the same command, and only a file whose SHA-256 is the published one is let in. From then "
        "on the name stands for that very file.",
        epilog="snug models get qwen3-4b · snug models get Qwen/Qwen3-4B-GGUF:Q4_K_M · a mirror, a "
        "proxy and a token for gated models are settings: network.mirror, network.proxy, "
        "network.hub_token. What was connected: snug doctor --network",
    )
    get.add_argument(
        "model",
        metavar="ID|OWNER/NAME[:FILE]",
        help="a model of the catalog, or a repository of the model hub, and a file or a "
        "quantization of it",
    )
    get.add_argument("--verify", action="store_true", help="read a file that is there in full")
    get.add_argument(
        "--list", action="store_true", help="show the files of a repository, fetch nothing"
    )
    model_files.add_parsers(actions, common)
    plan.add_parser(actions, common)
    quantizing.add_parsers(actions, common)
    evaluating.add_parser(actions, common)


def _run_in_application(args: argparse.Namespace, out: Output) -> int:
    own = {"plan": plan.run, "quantize": quantizing.run, "compare": quantizing.run_comparison}
    own["evaluate"] = evaluating.run
    if args.models_action in own:
        return own[args.models_action](args, out)
    # Imported here: `run` needs a library only, and its tests need no engine.
    from app.bootstrap import build

    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        if args.models_action in ("get", "list", "verify"):
            open_if_unasked(app, args)  # what connects is written down there, and what was chosen
        if args.models_action == "get" and app.downloads.is_of_hub(args.model):
            return model_downloads.run(args, app, out)
        if args.models_action in model_files.ACTIONS:
            return model_files.run(args, app.model_files, out)
        is_known = app.vault.state is not VaultState.LOCKED
        counts = app.comparing.tally.all() if is_known else None
        return run(args, app.library, out, counts, app.model_files.located)
    finally:
        if app.vault.state is VaultState.LOCKED and app.network.lines():
            out.note("The vault was locked: its list of connections does not hold this one.")
        app.close()


def run(
    args: argparse.Namespace,
    library: ModelLibrary,
    out: Output,
    counts: Mapping[str, Tally] | None = None,
    locate: Locate = tuple,
) -> int:
    """Do what was asked and return the exit code. Raises AppError.

    `counts` are how often models were chosen in comparisons; None while the vault is locked.
    `locate` tells which cards a file was fetched for.
    """
    if args.models_action == "list":
        _list(args, locate(library.list()), out, counts)
    elif args.models_action == "info":
        _info(_known(args.model, library, locate), out)
    else:
        _get(args, library, out)
    return 0


def _list(
    args: argparse.Namespace,
    listed: Iterable[ListedModel],
    out: Output,
    counts: Mapping[str, Tally] | None,
) -> None:
    models = model_cards.chosen(args, listed)
    if out.is_json:
        for model in models:
            out.json(_listed(model) | _counted(model, counts))
        return
    rows = [["ID", "SIZE", "INSTALLED", "USE", "CHOSEN", "ABOUT"]]
    for model in models:
        installed = "yes" if model.path else "no" if can_be_had(model) else "no file"
        tally = (counts or {}).get(model.id)
        chosen = f"{tally.chosen} of {tally.compared} times" if tally else ""
        use = model_cards.use(model)
        rows.append([model.id, model_cards.size(model), installed, use, chosen, _about(model)])
    if not any(row[4] for row in rows[1:]):  # nobody has compared any
        rows = [[*row[:4], row[5]] for row in rows]
    out.table(rows, right=frozenset({1}))


def _counted(model: ListedModel, counts: Mapping[str, Tally] | None) -> dict[str, object]:
    """In how many comparisons it took part, and in how many it was gone on with."""
    if counts is None:
        return {"compared": None, "chosen": None}
    tally = counts.get(model.id, Tally())
    return {"compared": tally.compared, "chosen": tally.chosen}


def _about(model: ListedModel) -> str:
    if model.entry is not None:
        return model.entry.summary
    return model.card.good_at if model.card else "your own file"


def _listed(model: ListedModel) -> dict[str, object]:
    entry = model.entry
    return {
        "id": model.id,
        "name": model.name,
        "installed": model.path is not None,
        "path": str(model.path) if model.path else None,
        "bytes": model.bytes,
        "task": task_of(model),
        "starter": entry.starter if entry else False,
        "summary": None if model.entry is None and model.card is None else _about(model),
        "fetchable": entry is not None or (model.card is not None and can_be_had(model)),
        "use": None if model.card is None else model.card.licence.use.value,
    }


def _known(name: str, library: ModelLibrary, locate: Locate) -> ModelInfo:
    """A model of the list, or a file; a card with the figures of the file fetched for it."""
    info = library.info(name)
    card = info.card
    if card is None or info.path is not None:
        return info
    (listed,) = locate([each for each in library.list() if each.id == info.id])
    if listed.path is None:
        return info
    return replace(
        library.info(str(listed.path)),
        id=info.id,
        name=info.name,
        licence=info.licence,
        languages=info.languages,
        task=info.task,
        card=card,
    )


def _info(info: ModelInfo, out: Output) -> None:
    if out.is_json:
        out.json(model_cards.described(info))
        return
    facts = {
        "id": info.id,
        "name": info.name,
        "file": str(info.path) if info.path else _absence(info),
        "size": format_bytes(info.bytes) if info.bytes else None,
        "sha256": info.sha256,
        "architecture": info.architecture,
        "parameters": _count(info.parameters) if info.parameters else None,
        "quantization": info.quantization,
        "context": f"{info.context:,} tokens" if info.context else None,
        "licence": info.licence,
        "openness": info.openness,
        "languages": ", ".join(info.languages),
        "task": str(info.task),
    }
    if info.card is not None:
        del facts["openness"]  # the card says it part by part
        facts |= model_cards.facts(info.card)
    out.table([[name, value or "not known"] for name, value in facts.items()])
    if info.card is not None:
        model_cards.print_openness(info.card.openness, out)


def _absence(info: ModelInfo) -> str:
    can_be_had = info.bytes or (info.card is not None and info.card.gguf_repository)
    return "not on this computer" if can_be_had else "none that Snug could fetch yet"


def _count(parameters: int) -> str:
    """134515008 as "134.5 million", as people speak of models."""
    if parameters >= _GIGA:
        return f"{parameters / _GIGA:.1f} billion"
    return f"{parameters / _MEGA:.1f} million" if parameters >= _MEGA else f"{parameters:,}"


def _get(args: argparse.Namespace, library: ModelLibrary, out: Output) -> None:
    # Naming a model on the command line asks for this very download; --offline takes it back.
    offline = getattr(args, "offline", False)
    consent = Consent.GENERAL if offline else Consent.THIS_DOWNLOAD
    model = library.get(
        args.model,
        ByteProgress(f"{args.model}: ", out),
        on_making=ByteProgress(f"{args.model}: making the file, ", out),
        consent=consent,
        verify=args.verify,
    )
    if out.is_json:
        out.json(model_cards.described(library.info(args.model)))
    else:
        out.line(f"{model.name}: {model.path}")
