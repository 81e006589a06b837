"""The words of the model chip."""

from app.gui.text.saying import say


def model_none() -> str:
    return say("No model")


def model_unloaded(name: str) -> str:
    return say("{name} · not loaded", name=name)


def model_loads_by_itself() -> str:
    return say("Not in memory. Your next message loads it.")


def model_loading(name: str, percent: int) -> str:
    return say("{name} · loading {percent} %", name=name, percent=percent)


def model_ready(name: str, device: str) -> str:
    return say("{name} · ready on {device}", name=name, device=device)


def model_failed(name: str) -> str:
    return say("{name} · could not be loaded", name=name)


def on_gpu(device: str, layers: int, total: int) -> str:
    return say(
        "GPU ({device}), {layers} of {total} layers", device=device, layers=layers, total=total
    )


def choose_model() -> str:
    return say("Choose a model")


def open_model_file() -> str:
    return say("Open a GGUF file…")


def model_files() -> str:
    return say("Models (*.gguf);;All files (*)")


def load_now() -> str:
    return say("Load now")


def model_details(context: str, device: str, seconds: str) -> str:
    return say(
        "Context {context} tokens · {device} · loaded in {seconds} s",
        context=context,
        device=device,
        seconds=seconds,
    )


def plan_needs(total: str, weights: str, context: str, working: str) -> str:
    return say(
        "Memory: {total} ({weights} weights, {context} context, {working} working space)",
        total=total,
        weights=weights,
        context=context,
        working=working,
    )


def context_shortened(wanted: str) -> str:
    return say("Memory does not allow a context of {wanted} tokens.", wanted=wanted)


def plain_cache() -> str:
    return say("This model's context cannot be compressed; it is kept as f16.")


def fallback_template() -> str:
    return say("The model brings no usable chat template; a common one is used.")
