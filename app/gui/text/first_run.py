"""The words of the three pages of a first start."""

from app.gui.text.saying import say


def set_up() -> str:
    return say("First steps…")


def step(number: int, total: int) -> str:
    return say("{number} of {total}", number=number, total=total)


def skip() -> str:
    return say("Skip (Esc)")


def go_on() -> str:
    return say("Continue")


def back() -> str:
    return say("Back")


def begin() -> str:
    return say("Begin")


def welcome() -> str:
    return say("Welcome to Snug")


def promise() -> str:
    return say(
        "The model runs on this computer. What you write and read stays here; there is no "
        "account, and nothing is reported to anyone."
    )


def language() -> str:
    return say("Language")


def vault_text() -> str:
    return say(
        "With a passphrase your conversations are kept, encrypted. Without one they are gone "
        "when Snug closes."
    )


def make_vault() -> str:
    return say("Choose a passphrase…")


def vault_is_there() -> str:
    return say("Your conversations are kept, encrypted.")


def machine_title() -> str:
    return say("Your model")


def looking() -> str:
    return say("Looking at this computer…")


def machine(cores: str, memory: str) -> str:
    return say(
        "This computer has {cores} processor cores and {memory} of memory.",
        cores=cores,
        memory=memory,
    )


def machine_gpu(cores: str, memory: str, gpu: str, gpu_memory: str) -> str:
    return say(
        "This computer has {cores} processor cores, {memory} of memory, and a graphics card: "
        "{gpu} with {gpu_memory}.",
        cores=cores,
        memory=memory,
        gpu=gpu,
        gpu_memory=gpu_memory,
    )


def is_ready(name: str) -> str:
    return say("{name} is here and ready.", name=name)


def starter_ready(name: str) -> str:
    return say(
        "{name} is here and ready. It is very small: good for a first look, weak with facts.",
        name=name,
    )


def none_ready() -> str:
    return say("There is no model here yet.")


def room(size: str) -> str:
    return say("There is room for model files of up to about {size}.", size=size)


def better(name: str, size: str) -> str:
    return say("{name} ({size}) would fit here and answer better.", name=name, size=size)


def get(name: str) -> str:
    return say("Get {name}…", name=name)


def get_small(name: str, size: str) -> str:
    return say("Get the small starter model, {name} ({size})…", name=name, size=size)


def coming(name: str) -> str:
    return say(
        "{name} comes in the background. Go on: how far it is stands on the left.", name=name
    )


def has_come(name: str) -> str:
    return say("{name} is here.", name=name)


def use_fetched(name: str) -> str:
    return say("Use {name} now", name=name)


def elsewhere() -> str:
    return say("Models of other programs on this computer; they stay where they are:")


def use(name: str, size: str, program: str) -> str:
    return say("Use {name} · {size} · {program}", name=name, size=size, program=program)


def is_chosen(name: str) -> str:
    return say("{name} is chosen, and loads in the background.", name=name)


def open_file() -> str:
    return say("Open a GGUF file…")


def belongings() -> str:
    return say("What you already have")


def belongings_text() -> str:
    return say(
        "Snug can answer from your documents, which stay where they are, and take in "
        "conversations that you had elsewhere."
    )


def add_folder() -> str:
    return say("Add a folder of documents…")


def bring_in() -> str:
    return say("Bring in conversations…")


def any_time() -> str:
    return say("All of this can be done at any time, from the menu.")
