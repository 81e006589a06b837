"""What the services ask as commands of the wire, and what the host says as domain values."""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.adapters import Adapter, check_adapters
from app.domain.errors import ToolsInvalid
from app.domain.generation import BAN, Request, Sampling, check_sampling, check_tool_use
from app.domain.models import LoadedModel, LoadRequest
from app.domain.tools import ToolCall, check_call
from app.engine.commands import Generate, GivenAdapter, Load, Loaded
from app.workers.wire import WireError


def loaded_model(request: LoadRequest, loaded: Loaded) -> LoadedModel:
    """What the host loaded, with the file that was asked for."""
    return LoadedModel(
        path=request.path,
        description=loaded.description,
        context=loaded.context,
        trained_context=loaded.trained_context,
        layers=loaded.layers,
        gpu_layers=loaded.gpu_layers,
        device=loaded.device,
        template=loaded.template,
        template_note=loaded.template_note,
        load_s=loaded.load_s,
        kv_type=loaded.kv_type,
        note=loaded.note,
    )


def load_command(request: LoadRequest) -> Load:
    """The command for a load."""
    return Load(
        path=str(request.path),
        draft=str(request.draft or ""),
        context=request.context,
        threads=request.threads,
        gpu_layers=-1 if request.gpu_layers is None else request.gpu_layers,
        batch=request.batch,
        micro_batch=request.micro_batch,
        resting_bytes=request.resting_bytes,
        kv_type=request.kv_type,
        flash_attention=request.flash_attention,
        split=request.split,
        device_sampling=request.device_sampling,
    )


def generate_command(number: int, request: Request) -> Generate:
    """The command for an answer; raises SamplingInvalid, AdapterInvalid or ToolsInvalid."""
    check_tool_use(request.messages, request.tools)
    return Generate(
        request=number,
        messages=request.messages,
        sampling=_speakable(request.sampling),
        max_tokens=request.max_tokens,
        stop=request.stop,
        conversation=request.conversation,
        speculate=request.speculate,
        grammar=request.grammar,
        json_schema=request.json_schema,
        logprobs=request.logprobs,
        adapters=_given_adapters(request.adapters),
        tools=request.tools,
        thinks=request.thinks,
        ignore_end=request.ignore_end,
        begun=request.begun,
        judged=request.judged,
        is_measured=request.is_measured,
    )


def _given_adapters(adapters: Iterable[Adapter]) -> tuple[GivenAdapter, ...]:
    return tuple(
        GivenAdapter(
            str(each.path.absolute()), each.scale, each.kind, each.first_layer, each.last_layer
        )
        for each in check_adapters(adapters)
    )


def checked_call(untrusted: ToolCall) -> ToolCall:
    """A call as the host tells of it; raises WireError when it cannot be one."""
    try:
        check_call(untrusted)
    except ToolsInvalid as error:
        raise WireError(f"not a call: {error.names['problem'][:200]}") from error
    return untrusted


def _speakable(sampling: Sampling) -> Sampling:
    """What JSON can say: minus infinity, the usual way to forbid a token, is BAN there."""
    check_sampling(sampling)
    if not sampling.logit_bias:
        return sampling
    biases = (replace(each, bias=max(BAN, each.bias)) for each in sampling.logit_bias)
    return replace(sampling, logit_bias=tuple(biases))
