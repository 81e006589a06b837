"""Model cards on the command line: choosing by them, and showing how open a model is."""

import argparse
from collections.abc import Iterable

from app.cli.output import Output
from app.domain.model_cards import Method, ModelCard, Purpose, Quantization, SeenIn, Use
from app.domain.openness import OpennessCard, OpennessClass
from app.domain.sizes import format_bytes
from app.services import model_choice
from app.services.model_library import ListedModel, ModelInfo

_USES = {"any": frozenset({Use.ANY}), "trade": model_choice.FOR_TRADE}


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Declare what the list can be narrowed by."""
    tasks = [str(each) for each in Purpose]
    parser.add_argument("--task", choices=tasks, help="only models for this")
    parser.add_argument("--language", metavar="TAG", help="only models made for it, such as ko")
    parser.add_argument("--licence", metavar="NAME", help="only under it, such as Apache-2.0")
    parser.add_argument(
        "--use",
        choices=tuple(_USES),
        help="only what may be used for anything, or (trade) at least to earn money with",
    )
    parser.add_argument(
        "--fits",
        action="store_true",
        help="leave out what cannot fit into the free memory, as far as sizes are known",
    )


def chosen(args: argparse.Namespace, models: Iterable[ListedModel]) -> list[ListedModel]:
    """The models that the flags leave."""
    found = model_choice.choose(
        models,
        task=args.task,
        language=args.language,
        licence=args.licence,
        uses=_USES[args.use] if args.use else None,
    )
    return model_choice.that_fit(found) if args.fits else found


def size(model: ListedModel) -> str:
    """The size of the file; what it cannot be smaller than, where there is none yet."""
    least = model_choice.least_bytes(model)
    if least is None:
        return "not known"
    return format_bytes(least) if model.bytes is not None else f"over {format_bytes(least)}"


def use(model: ListedModel) -> str:
    """What its licence lets anybody do, in a word or two; empty for the user's own files."""
    if model.card is None:
        return ""
    return {
        Use.ANY: "for anything",
        Use.CONDITIONS: "on conditions",
        Use.NON_COMMERCIAL: "not for trade",
        Use.UNKNOWN: "not known",
    }[model.card.licence.use]


def facts(card: ModelCard) -> dict[str, str | None]:
    """The lines of a card that a file does not tell itself."""
    use = card.embedding
    return {
        "family": f"{card.family}, by {card.maker}",
        "good at": card.good_at,
        "made": _origin(card),
        "restrictions": card.licence.restrictions,
        "weights": card.repository,
        "llama.cpp files": _files(card),
        "forms": ", ".join(map(_form, card.quantizations)),
        **({"question prefix": use.query_prefix or "none"} if use else {}),
        **({"passage prefix": use.passage_prefix or "none"} if use else {}),
        **({"vectors": f"{use.dimensions} numbers, pooling {use.pooling}"} if use else {}),
    }


def print_openness(card: OpennessCard, out: Output) -> None:
    """The class and what was found of each part, with its evidence."""
    out.line()
    out.line(_class(card.openness_class))
    rows = [["PART", "PUBLISHED", "CHECKED", "EVIDENCE"]]
    for part, finding in card.findings.items():
        name = part.value.replace("_", " ")
        rows.append([name, finding.grade, finding.checked.isoformat(), finding.evidence or "none"])
    out.table(rows)


def openness_json(info: ModelInfo) -> dict[str, object] | None:
    """The card for programs; a class of null where there is no card, null for the user's files."""
    card = info.card.openness if info.card else None
    if card is None:
        return {"class": None, "summary": info.openness, "parts": {}} if info.openness else None
    found = card.openness_class
    return {
        "class": found.value,
        "summary": info.openness or found.meaning,
        "parts": {
            part.value: {
                "grade": finding.grade.value,
                "evidence": finding.evidence or None,
                "checked": finding.checked.isoformat(),
            }
            for part, finding in card.findings.items()
        },
    }


def described(info: ModelInfo) -> dict[str, object]:
    """The JSON of `models info` and `models get`."""
    return {
        "id": info.id,
        "name": info.name,
        "path": str(info.path) if info.path else None,
        "bytes": info.bytes,
        "sha256": info.sha256,
        "architecture": info.architecture,
        "parameters": info.parameters,
        "quantization": info.quantization,
        "context": info.context,
        "licence": info.licence,
        "openness": openness_json(info),
        "languages": list(info.languages),
        "task": str(info.task),
        **({"card": as_json(info.card)} if info.card else {}),
    }


def as_json(card: ModelCard) -> dict[str, object]:
    """What else the card tells, for programs."""
    use = card.embedding
    return {
        "family": card.family,
        "maker": card.maker,
        "good_at": card.good_at,
        "origin": {"method": card.origin.method.value, "parent": card.origin.parent or None},
        "repository": card.repository,
        "gguf_repository": card.gguf_repository,
        "gguf_seen": {
            "where": card.gguf_seen.where.value,
            "evidence": card.gguf_seen.evidence or None,
            "checked": card.gguf_seen.checked.isoformat(),
        }
        if card.gguf_seen
        else None,
        "quantizations": [
            {"type": form.type, "file": form.file, "bytes": form.bytes}
            for form in card.quantizations
        ],
        "licence": {
            "name": card.licence.name,
            "use": card.licence.use.value,
            "restrictions": card.licence.restrictions,
        },
        "embedding": {
            "dimensions": use.dimensions,
            "pooling": str(use.pooling),
            "query_prefix": use.query_prefix,
            "passage_prefix": use.passage_prefix,
        }
        if use
        else None,
    }


def _class(found: OpennessClass) -> str:
    if found is OpennessClass.NONE:
        return "Openness: in no class of the Model Openness Framework"
    return f"Openness: at best class {found.value} of the Model Openness Framework, {found.meaning}"


def _origin(card: ModelCard) -> str | None:
    match card.origin.method:
        case Method.UNKNOWN:
            return None
        case Method.SCRATCH:
            return "trained from scratch"
        case Method.PRUNED_DISTILLED:
            verb = "pruned and distilled"
        case other:
            verb = other.value
    return f"{verb} from {card.origin.parent or 'a model that is not named'}"


def _files(card: ModelCard) -> str | None:
    """The repository, and how its name is known."""
    seen = card.gguf_seen
    if seen is None:
        return None
    source = seen.evidence if seen.where is SeenIn.PAGE else "programs that fetch from it"
    return f"{card.gguf_repository} (named by {source}, read on {seen.checked.isoformat()})"


def _form(form: Quantization) -> str:
    told = f" ({format_bytes(form.bytes)})" if form.bytes else ""
    return f"{form.type}{told}"
