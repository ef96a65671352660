# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a model is loaded on this computer."""

from collections.abc import Callable
from dataclasses import replace

from desktop.domain.computer import Computer, Device
from desktop.domain.devices import load_of, on_devices, placed
from desktop.domain.fit import ROOM, USUAL_CONTEXT, batch_for
from desktop.domain.forecast import USUAL_DETAIL
from desktop.domain.memory import memory_of
from desktop.domain.model import InstalledModel, Model
from desktop.domain.plan import Memory, Plan
from desktop.domain.prompt import PromptStyle
from desktop.domain.tuning import Tuning

CONTEXTS = (8192, 16_384, 32_768, 65_536, 131_072, 262_144)  # the steps in which one grows
SMALLER = (4096, 2048)  # where there is too little memory for the usual one
AS_RECOMMENDED = Tuning()


def plan_for(
    installed: InstalledModel,
    computer: Computer,
    model: Model | None = None,
    wanted: int = 0,
    tuning: Tuning = AS_RECOMMENDED,
    devices: bool = True,
) -> Plan:
    """How to load an installed model here.

    Args:
        model: what the catalogue knows of it. Without it the context is the usual one.
        wanted: tokens of context that a chat needs; the plan has them, or as many as there is
            memory for. A context begins with the usual size.
        tuning: what the person has set instead.
        devices: graphics processors take what finds room in them; else the processor has it all.
    """
    cores = max(computer.cores, 1)
    plan = Plan(
        weights=installed.weights,
        projector=installed.projector,
        context=USUAL_CONTEXT,
        batch=batch_for(model, installed.style, installed.sees),
        detail=USUAL_DETAIL if installed.style is PromptStyle.TURNS_4 and installed.sees else 0,
        threads=cores,
        threads_batch=cores,
        memory=Memory(weights=installed.size),
    )
    plan = tuning.plan(plan)
    if model is None:
        return plan

    def at(context: int) -> Plan:
        made = _with(plan, context, installed, model)
        return _placed(made, model, computer.gpus if devices else (), tuning)

    if tuning.context is None:
        return at(_context_for(at, computer, model, wanted))
    return at(min(tuning.context, model.context))


def _placed(plan: Plan, model: Model, devices: tuple[Device, ...], tuning: Tuning) -> Plan:
    """The plan with its place on the devices, unless the person has set one."""
    load = load_of(model.architecture, plan.memory)
    if tuning.gpu_layers is None:
        eyes = tuning.projector_on_gpu
        plan = placed(plan, load, devices)
        plan = replace(plan, projector_on_gpu=plan.projector_on_gpu if eyes is None else eyes)
    # What a device shares with the processor is in the processor's memory all the same.
    own = any(not device.shared for device in devices)
    taken = on_devices(plan, load) if own else 0
    return replace(plan, memory=replace(plan.memory, on_devices=taken))


def _context_for(at: Callable[[int], Plan], computer: Computer, model: Model, wanted: int) -> int:
    """The usual one, less where that does not fit, more where a chat needs it and it fits well.

    at: the plan with a context of so many tokens.
    """
    context = usual = min(USUAL_CONTEXT, model.context)

    def memory(step: int) -> int:
        return at(step).memory.main

    for step in SMALLER:
        if memory(context) > computer.memory_free and step < context:
            context = step
    spare = max(computer.memory_free - memory(usual) - ROOM, 0)
    for step in CONTEXTS:
        larger = context < min(step, wanted) and step <= model.context
        if larger and memory(step) - memory(usual) <= spare // 4:
            context = step
    return context


def _with(plan: Plan, context: int, installed: InstalledModel, model: Model) -> Plan:
    """The plan at this context, with the memory that it takes then."""
    picture = model.projector() if installed.projector else None
    seeing = picture.size if picture else 0
    plan = replace(plan, context=context)
    memory = memory_of(
        model.architecture, plan, installed.size - seeing, installed.quantization, seeing
    )
    return replace(plan, memory=memory)
