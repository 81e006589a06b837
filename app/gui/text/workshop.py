"""The words of the model workshop: models made smaller, and compared."""

from app.gui.text.saying import say


def workshop() -> str:
    return say("Model workshop")


def open_workshop() -> str:
    return say("Make models smaller and compare them")


def make_smaller() -> str:
    return say("Make smaller")


def make_smaller_of() -> str:
    return say("Make smaller…")


def compare() -> str:
    return say("Compare models")


def compare_with() -> str:
    return say("Compare with…")


def test_it() -> str:
    return say("Test…")


# --- what to make -------------------------------------------------------------------------------


def model() -> str:
    return say("Model")


def no_models() -> str:
    return say("There is no model on this computer yet. The page of models has some to get.")


def facts(quantization: str, size: str, layers: int) -> str:
    return say(
        "{quantization} · {size} · {layers} layers",
        quantization=quantization, size=size, layers=layers,
    )  # fmt: skip


def looking_at_model() -> str:
    return say("Looking at the model…")


def make_it_into() -> str:
    return say("Make it into")


def type_note(quantization: str) -> str:
    """What a type is like, in a sentence."""
    match quantization[:2]:
        case "F3":
            return say("Every number in full: the largest, for further work on the model.")
        case "F1" | "BF":
            return say("As most models are published: large, and nothing is lost.")
        case "Q8":
            return say("About half of F16, with hardly any loss.")
        case "Q6":
            return say("A good third of F16; the loss is very small.")
        case "Q5":
            return say("A third of F16; the loss is small.")
        case "Q4" if quantization == "Q4_K_M":
            return say("A good quarter of F16: what most people choose.")
        case "Q4":
            return say("A good quarter of F16; the loss is noticed here and there.")
        case "Q3":
            return say("Under a quarter of F16; answers get noticeably worse.")
        case "Q2":
            return say("A fifth of F16; answers get much worse.")
        case "TQ":
            return say("Only for models that were trained for it.")
    if quantization.startswith("IQ4"):
        return say("A quarter of F16, better than others of its size, and slower to make.")
    if quantization.startswith("IQ3"):
        return say("A fifth of F16; the smaller ones need an importance matrix.")
    return say("The very smallest: answers get much worse, and it needs an importance matrix.")


def is_quantized(quantization: str) -> str:
    return say(
        "It is {quantization} already: made smaller again, it loses precision twice. Its F16 file "
        "makes a better start, if there is one.",
        quantization=quantization,
    )


def make_all_the_same() -> str:
    return say("Make it all the same")


def more_choices() -> str:
    return say("More choices")


def importance() -> str:
    return say("Importance matrix")


def importance_note() -> str:
    return say(
        "Not necessary. A file that llama-imatrix made from this very model tells which of its "
        "numbers matter most; the smallest types need one."
    )


def choose_file() -> str:
    return say("Choose a file…")


def no_file() -> str:
    return say("None")


def take_away() -> str:
    return say("Leave it out")


def importance_files() -> str:
    return say("Importance matrices (*.dat *.gguf *.imatrix);;All files (*)")


def layers_to_leave_out() -> str:
    return say("Layers to leave out")


def layers_hint() -> str:
    return say("None, or such as 10, 11")


def layers_note(last: int) -> str:
    return say(
        "From 0 to {last}. Each makes the model smaller and faster, and its answers clearly worse: "
        "nothing is trained afterwards. Those in the middle are missed the least.",
        last=last,
    )


def layers_unclear() -> str:
    return say("Write the layers as numbers with commas between them.")


def new_name() -> str:
    return say("Name of the new file")


def usual_name() -> str:
    return say("As usual: the model's name and the type")


def reckoning() -> str:
    return say("Working out the size…")


def has_room(size: str, free: str) -> str:
    return say("The new file takes {size}; {free} is free.", size=size, free=free)


def has_no_room(size: str, free: str) -> str:
    return say(
        "The new file would take {size}, and only {free} is free. Make room first.",
        size=size, free=free,
    )  # fmt: skip


def then_measure() -> str:
    return say("Then measure both: perplexity and speed")


def text_to_read() -> str:
    return say("Text for perplexity")


def own_text() -> str:
    return say("The one that came with Snug")


def text_files() -> str:
    return say("Text files (*.txt *.md);;All files (*)")


def make_it() -> str:
    return say("Make it")


def of_lora() -> str:
    return say(
        "A LoRA adapter cannot be merged into a model here, because llama.cpp has no way to do it. "
        "It can be used beside one, on the command line: snug chat --lora FILE."
    )


# --- under way ----------------------------------------------------------------------------------


def making(name: str) -> str:
    return say("Making {name}…", name=name)


def made_share(name: str, done: str, total: str) -> str:
    return say("Making {name}: {done} of {total}", name=name, done=done, total=total)


def measuring(model: str) -> str:
    return say("Measuring the speed of {model}…", model=model)


def reading(model: str, done: int, total: int) -> str:
    return say("{model} reads the text: {done} of {total}", model=model, done=done, total=total)


def stopping() -> str:
    return say("Stopping…")


def making_stopped() -> str:
    return say("Stopped. Nothing of the new file was kept.")


def measuring_stopped() -> str:
    return say("Stopped. Nothing was measured.")


# --- what came of it ----------------------------------------------------------------------------


def is_ready(name: str) -> str:
    return say("{name} is ready", name=name)


def before() -> str:
    return say("Before")


def after() -> str:
    return say("After")


def quantization() -> str:
    return say("Type")


def size() -> str:
    return say("Size")


def bits() -> str:
    return say("Bits per weight")


def perplexity() -> str:
    return say("Perplexity")


def reading_rate() -> str:
    return say("Reading speed")


def writing_rate() -> str:
    return say("Writing speed")


def memory() -> str:
    return say("Memory")


def rate(tokens: str) -> str:
    return say("{tokens} tokens/s", tokens=tokens)


def figures_of(name: str) -> str:
    return say("Figures of {name}", name=name)


def compared_figures() -> str:
    return say("Figures of the models")


def measured_over(when: str, text: str, tokens: str) -> str:
    return say(
        "Measured on {when} over {tokens} tokens of “{text}”. Perplexity says how surprised a "
        "model is by a text: lower is better. ± is one standard error.",
        when=when, text=text, tokens=tokens,
    )  # fmt: skip


def measured_over_own(when: str, tokens: str) -> str:
    return say(
        "Measured on {when} over {tokens} tokens of the text that came with Snug. Perplexity says "
        "how surprised a model is by a text: lower is better. ± is one standard error.",
        when=when, tokens=tokens,
    )  # fmt: skip


def cut_differently() -> str:
    return say("These models cut text differently: their perplexities cannot be compared.")


def not_measured() -> str:
    return say("Perplexity and speed were not measured.")


def being_measured() -> str:
    return say("Perplexity and speed are being measured…")


def lost_twice() -> str:
    return say("It has lost precision twice.")


def larger_types(fallbacks: int, tensors: int, quantization: str) -> str:
    return say(
        "{fallbacks} of {tensors} tensors got a larger type, because their rows do not divide into "
        "the blocks of {quantization}.",
        fallbacks=fallbacks, tensors=tensors, quantization=quantization,
    )  # fmt: skip


def not_smaller() -> str:
    return say("It is not smaller than before.")


def layers_missing() -> str:
    return say("Layers are missing: compare its answers before you rely on it.")


def keep_it() -> str:
    return say("Keep it")


def is_kept() -> str:
    return say("It is kept, among your models.")


def throw_away() -> str:
    return say("Throw it away…")


def throw_title() -> str:
    return say("Throw the new model away?")


def throw_text(name: str, size: str) -> str:
    return say("“{name}” is deleted, and {size} is free again.", name=name, size=size)


def throw_it() -> str:
    return say("Throw it away")


def keep_instead() -> str:
    return say("Keep it after all")


def was_thrown(name: str) -> str:
    return say("“{name}” was deleted.", name=name)


# --- several models -----------------------------------------------------------------------------


def models_to_compare() -> str:
    return say("Models to compare")


def choose_two() -> str:
    return say("Choose two or more.")


def one_after_another() -> str:
    return say(
        "Each is loaded, measured and put away again. Answers that are written meanwhile make the "
        "figures worse."
    )


def measure() -> str:
    return say("Measure")
