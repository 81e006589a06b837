"""The words of the page of models."""

from PySide6.QtCore import QCoreApplication

from app.gui.text.saying import CONTEXT, say


def models() -> str:
    return say("Models")


def open_models() -> str:
    return say("Get and manage models")


def more_models() -> str:
    return say("More models…")


def get_models() -> str:
    return say("Get a model")


def on_this_computer() -> str:
    return say("On this computer")


# --- three for you ------------------------------------------------------------------------------


def three_for_you() -> str:
    return say("Three for this computer")


def room(size: str) -> str:
    return say("It has room for model files of up to about {size}.", size=size)


def pick(kind: str) -> str:
    return {
        "small": say("Small and quick"),
        "balanced": say("Balanced"),
        "best": say("The best that fits"),
    }[kind]


def pace(words: int) -> str:
    return say("about {words} words a second here", words=words)


def slow_pace() -> str:
    return say("slow on this computer")


def get() -> str:
    return say("Get")


def get_named(name: str) -> str:
    return say("Get {name}", name=name)


def use_now() -> str:
    return say("Use now")


def in_use() -> str:
    return say("In use")


def is_here() -> str:
    return say("Here already")


def show_card() -> str:
    return say("About it")


# --- search and filters -------------------------------------------------------------------------


def search_models() -> str:
    return say("Search models")


def for_task() -> str:
    return say("Purpose")


def task(name: str) -> str:
    return {
        "chat": say("Conversation"),
        "embedding": say("Searching documents"),
        "rerank": say("Ranking passages"),
        "entailment": say("Checking statements"),
        "vision": say("Pictures and conversation"),
        "speech": say("Speech"),
        "safety": say("Safety"),
        "draft": say("Writing ahead for a larger one"),
    }[name]


def every_language() -> str:
    return say("Language")


def many_languages() -> str:
    return say("many languages")


def every_licence() -> str:
    return say("Licence")


def use(kind: str) -> str:
    """What a licence allows, as a filter says it."""
    return {"any": say("Free for any use"), "trade": say("May be used for work")}[kind]


def every_openness() -> str:
    return say("Openness")


def openness(name: str) -> str:
    return {
        "I": say("Open science (class I)"),
        "II": say("Open tooling (class II)"),
        "III": say("Open model (class III)"),
        "none": say("In no openness class"),
    }[name]


def fits_here() -> str:
    return say("Fits here")


def nothing_found() -> str:
    return say("No model matches. Choose fewer filters.")


def reset_filters() -> str:
    return say("Clear filters")


def any_repository() -> str:
    return say("Any repository of the model hub: owner/name")


def look_into() -> str:
    return say("Look")


def looking(name: str) -> str:
    return say("Asking the hub about {name}…", name=name)


# --- a card -------------------------------------------------------------------------------------


def over(size: str) -> str:
    return say("over {size}", size=size)


def size_unknown() -> str:
    return say("size unknown")


def parameters(count: str) -> str:
    return say("{count} weights", count=count)


def billion(count: str) -> str:
    return say("{count} billion", count=count)


def million(count: str) -> str:
    return say("{count} million", count=count)


def reads(tokens: str) -> str:
    return say("reads up to {tokens} tokens", tokens=tokens)


def origin(method: str, parent: str) -> str:
    parent = parent or say("a model that is not named")
    return {
        "scratch": say("Trained from scratch."),
        "fine-tuned": say("Fine-tuned from {parent}.", parent=parent),
        "distilled": say("Distilled from {parent}.", parent=parent),
        "pruned": say("Pruned from {parent}.", parent=parent),
        "pruned-distilled": say("Pruned and distilled from {parent}.", parent=parent),
        "upscaled": say("Made larger from {parent}.", parent=parent),
        "unknown": "",
    }[method]


def licence() -> str:
    return say("Licence")


def licence_unknown() -> str:
    return say("Licence unknown")


def files() -> str:
    return say("Files")


def how_open() -> str:
    return say("How open it is")


def at_best() -> str:
    return say("At best this class of the Model Openness Framework; a ceiling, not a certificate.")


def part(name: str) -> str:
    return {
        "weights": say("Weights"),
        "training_data": say("Training data"),
        "training_code": say("Training code"),
        "evaluation": say("Evaluation"),
        "paper": say("Paper"),
        "licence": say("Licence"),
    }[name]


def grade(name: str) -> str:
    return {
        "open": say("open"),
        "partly": say("partly"),
        "closed": say("closed"),
        "unknown": say("unknown"),
    }[name]


def checked(date: str) -> str:
    return say("checked {date}", date=date)


def evidence(part_name: str) -> str:
    return say("Evidence: {part}", part=part_name)


def get_this() -> str:
    return say("Get this one")


def recommended() -> str:
    return say("recommended here")


def too_large() -> str:
    return say("too large for this computer")


def unasked() -> str:
    return say("size unknown until the hub is asked")


def ask_sizes() -> str:
    return say("Ask the hub for all files and sizes")


def no_place() -> str:
    return say(
        "No file for Snug is known yet. Look on the hub for a repository whose name ends in GGUF, "
        "and write its name above."
    )


def no_card() -> str:
    return say("The catalog has no card of this repository: how open it is, is not known.")


def seen_in_programs(repository: str, date: str) -> str:
    return say(
        "Files: {repository}. Published programs fetch them by this name (read on {date}); the "
        "hub itself was not asked.",
        repository=repository,
        date=date,
    )


def seen_on_page(repository: str, date: str) -> str:
    return say(
        "Files: {repository}. A page names it (read on {date}); the hub itself was not asked.",
        repository=repository,
        date=date,
    )


def without_pictures() -> str:
    return say("Snug shows it no pictures yet: here it reads and writes text.")


def engine_lacks(architecture: str) -> str:
    return say(
        "This engine does not know the architecture “{architecture}” yet: a file from here could "
        "be kept, but not used before Snug is updated.",
        architecture=architecture,
    )


def choose_card() -> str:
    return say("Choose a model to see what is known of it.")


# --- downloads ----------------------------------------------------------------------------------


def downloads() -> str:
    return say("Downloads")


def download_phase(name: str) -> str:
    return {
        "waiting": say("Waits for its turn"),
        "asking": say("Asking the hub"),
        "running": say("Downloading"),
        "retrying": say("The line was cut: trying again"),
        "checking": say("Checking the file"),
        "paused": say("Paused"),
        "done": say("Done"),
        "failed": say("Stopped"),
    }[name]


def of_total(done: str, total: str) -> str:
    return say("{done} of {total}", done=done, total=total)


def per_second(size: str) -> str:
    return say("{size} a second", size=size)


def left_hours(hours: int, minutes: int) -> str:
    return say("{hours} h {minutes} min left", hours=hours, minutes=minutes)


def left_minutes(minutes: int) -> str:
    return say("{minutes} min left", minutes=minutes)


def left_seconds(seconds: int) -> str:
    return say("{seconds} s left", seconds=seconds)


def pause() -> str:
    return say("Pause")


def resume() -> str:
    return say("Resume")


def try_again() -> str:
    return say("Try again")


def cancel() -> str:
    return say("Cancel")


def take_off() -> str:
    return say("Take off the list")


def open_its_page() -> str:
    return say("Open its page…")


def act_on(act: str, name: str) -> str:
    return say("{act}: {name}", act=act, name=name)


def defect() -> str:
    return say("Something went wrong in Snug. What arrived is kept.")


def downloading(percent: int) -> str:
    return say("Downloading: {percent} %", percent=percent)


def downloading_several(count: int, percent: int) -> str:
    return say("{count} downloads: {percent} %", count=count, percent=percent)


def download_starts() -> str:
    return say("A download begins…")


# --- questions ----------------------------------------------------------------------------------


def connect_title() -> str:
    return say("Connect for this download?")


def ask_hub_title() -> str:
    return say("Ask for the list of files?")


def connect_file(host: str, source: str, file: str, size: str) -> str:
    return say(
        "Snug is offline. To download this it connects to {host} this once.\n\n"
        "From: {source}\nFile: {file}\nSize: {size}\n\n"
        "Nothing else is sent; the connection is written into the list of connections.",
        host=host,
        source=source,
        file=file,
        size=size,
    )


def connect_list(host: str, source: str) -> str:
    return say(
        "Snug is offline. To see which files there are it connects to {host} this once and asks "
        "for the list of {source}.\n\n"
        "Nothing else is sent; the connection is written into the list of connections.",
        host=host,
        source=source,
    )


def not_known_yet() -> str:
    return say("not known yet")


def best_that_fits() -> str:
    return say("the one that suits this computer best")


def download_once() -> str:
    return say("Download this once")


def ask_once() -> str:
    return say("Ask this once")


def not_now() -> str:
    return say("Not now")


def cancel_title() -> str:
    return say("Cancel this download?")


def cancel_text(name: str, size: str) -> str:
    return say("What has arrived of {name} is removed: {size}.", name=name, size=size)


def cancel_it() -> str:
    return say("Cancel download")


def keep_it() -> str:
    return say("Keep it")


def remove_title() -> str:
    return say("Remove this model?")


def remove_text(name: str, size: str) -> str:
    return say(
        "{name} is deleted, which frees {size}. It can be fetched again.", name=name, size=size
    )


def remove_own_text(name: str, size: str) -> str:
    return say("The file {name} is deleted, which frees {size}.", name=name, size=size)


def unlink_text(name: str, path: str) -> str:
    return say(
        "Snug forgets {name}. The file itself stays where it is:\n{path}", name=name, path=path
    )


def bring_title() -> str:
    return say("Use this model file?")


def bring_text(name: str, size: str, free: str) -> str:
    return say(
        "{name}, {size}.\n\nLinked, it stays where it is and takes no more room. Copied, Snug "
        "keeps a file of its own, which takes {size} of the {free} that is free.",
        name=name,
        size=size,
        free=free,
    )


def link_it() -> str:
    return say("Link it")


def copy_it() -> str:
    return say("Copy it")


# --- on this computer ---------------------------------------------------------------------------


def disk_use(count: int, size: str, free: str) -> str:
    if count == 1:
        return say("One model takes {size} here; {free} of the disk is free.", size=size, free=free)
    return say(
        "{count} models take {size} here; {free} of the disk is free.",
        count=count,
        size=size,
        free=free,
    )


def all_linked(count: int, free: str) -> str:
    return say(
        "Models linked here: {count}. They take no room of their own; {free} of the disk is free.",
        count=count,
        free=free,
    )


def none_here() -> str:
    return say("There is no model here yet. Get one, or open a file.")


def linked(program_or_path: str) -> str:
    return say("linked to {path}", path=program_or_path)


def more_of(name: str) -> str:
    return say("More for {name}", name=name)


def verify() -> str:
    return say("Verify the file")


def verifying(percent: int) -> str:
    return say("Verifying: {percent} %", percent=percent)


def copying(percent: int) -> str:
    return say("Copying: {percent} %", percent=percent)


def is_as_published() -> str:
    return say("Verified: exactly the file that was published.")


def has_sum(figures: str) -> str:
    return say("Read without errors. Nobody published a checksum; it is {sum}.", sum=figures)


def show_in_folder() -> str:
    return say("Show in its folder")


def its_answers() -> str:
    return say("How it answers…")


def remove() -> str:
    return say("Remove…")


def from_elsewhere() -> str:
    return say("Found on this computer")


def from_elsewhere_note() -> str:
    return say("Models of other programs. Linked, they stay where they are and take no more room.")


def found_in(program: str, size: str) -> str:
    return say("{program} · {size}", program=program, size=size)


def looking_around() -> str:
    return say("Looking for models of other programs…")


def none_elsewhere() -> str:
    return say("No models of other programs were found.")


def open_file() -> str:
    return say("Open a GGUF file…")


def drop_here() -> str:
    return say("A GGUF file can also be dropped onto this window.")


def was_added(name: str) -> str:
    return say("{name} is here now.", name=name)


def was_removed(name: str) -> str:
    return say("{name} is removed.", name=name)


def of_catalog(sentence: str) -> str:
    """A sentence of the catalog, which is written in English."""
    return QCoreApplication.translate(CONTEXT, sentence)
