# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The states of choosing a model, to be drawn by tests/shots.py."""

from collections.abc import Callable
from pathlib import Path

from desktop.domain.choosing import Purpose
from desktop.domain.computer import Device
from desktop.domain.forecast import usual_speeds
from desktop.presenters.navigation import Page
from desktop.presenters.repositories import Asking
from desktop.services.engine.protocol import Answered, Ending
from tests.fakes.hub import Fault, HubServer
from tests.fakes.repositories import card
from tests.fakes.stage import COMPUTER, Setting, Stage
from tests.shot import ALL, LEAST, Shot

TINY = (Path(__file__).parent / "assets" / "tiny.gguf").read_bytes()
FILES = {f"poet-{kind}.gguf": TINY for kind in ("Q4_K_M", "Q6_K", "Q8_0")}
FILES |= {"mmproj-F16.gguf": TINY, "../../up.gguf": TINY, "poet-BF16-00001-of-00002.gguf": TINY}
STRANGERS = {
    f"{owner}/gemma-{place}-poet-{size}B-GGUF": card(
        "gemma3" if place % 5 else "llama",
        round(size * 1e9),
        downloads=200_000 // (place + 1),
        likes=900 - 30 * place,
    )
    for place, (owner, size) in enumerate(
        [("somebody", 4.3), ("an-other", 12.2), ("third", 27.4), ("fourth", 1.0)] * 8
    )
}


def _wishes(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.MODELS)
    for purpose in (Purpose.PHOTOS, Purpose.FAST, Purpose.FREE):
        stage.presenters.choosing.want(purpose, True)


def _medical(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.MODELS)
    stage.presenters.choosing.want(Purpose.MEDICAL, True)
    from desktop.ui.models.models_page import ModelsPage

    page = stage.window.page(Page.MODELS)
    assert isinstance(page, ModelsPage)
    page.get.chooser.generations.button.click()


def _search(words: str) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        stage.presenters.navigation.go(Page.MODELS)
        stage.presenters.choosing.search(words)

    return act


def _hub(words: str, fault: Fault | None = None) -> Callable[[Stage], None]:
    """What a stand-in for the Hub has under these words."""

    def act(stage: Stage) -> None:
        stage.presenters.navigation.go(Page.MODELS)
        with HubServer() as server:
            server.cards = dict(STRANGERS)
            repository = words.removeprefix("hf.co/")
            server.files = {f"{repository}/{name}": tiny for name, tiny in FILES.items()}
            if fault is not None:
                server.misbehave(fault)
            stage.presenters.preferences.set("hub_address", server.endpoint)
            stage.presenters.choosing.search(words)
            repositories = stage.presenters.repositories
            if words.startswith("hf.co/"):
                repositories.open(words)
            else:
                repositories.search(words)
            stage.wait(lambda: repositories.asking is Asking.NOTHING)
            stage.settle()

    return act


def _marked(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.MODELS)
    for model_id in ("gemma-4-e4b", "gemma-3-4b", "gemma-4-31b"):
        stage.presenters.choosing.mark(model_id, True)


def _compare(stage: Stage) -> None:
    _marked(stage)
    stage.presenters.navigation.go(Page.COMPARE)


def _go_compare(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.COMPARE)


def _card(stage: Stage) -> None:
    """A computer whose graphics card holds what the memory has no room for."""
    card, services = Device("CUDA0", "A card", 12 * 10**9, 11 * 10**9), stage.house.services
    speeds = usual_speeds(COMPUTER)
    assert speeds is not None
    services.speeds.measured(services.look(), speeds, (card,), ())
    offers = stage.presenters.offers
    offers.refresh()
    stage.wait(lambda: bool(offers.computer and offers.computer.gpus))
    stage.presenters.navigation.go(Page.MODELS)


def _large(stage: Stage) -> None:
    """The one whose quality was measured, beside the others of its size."""
    _card(stage)
    stage.presenters.navigation.go(Page.MODEL, "gemma-4-31b")
    from desktop.ui.models.model_page import ModelPage

    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    page.all_files.button.click()


def _measured(stage: Stage) -> None:
    """The model has answered here, and is shown with its other files, the fastest last."""
    installed = stage.presenters.library.installed[-1]
    done = Answered(Ending.DONE, 900, 0, 400, 9.0, 9.2, 33.0, 1)
    stage.house.speed.note(installed, done)
    stage.wait(lambda: any(o.measured for o in stage.presenters.offers.offers()))
    stage.presenters.navigation.go(Page.MODEL, installed.model)
    from desktop.ui.models.model_page import ModelPage

    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    page.all_files.button.click()
    page.files.sort_by(3)


MODEL_SHOTS: dict[str, Shot] = {
    "model-measured": Shot(Setting, _measured, sets=ALL),
    "models-card": Shot(lambda: Setting(models=()), _card, sets=("light", "pseudo")),
    "model-31b": Shot(lambda: Setting(models=()), _large),
    "models-wishes": Shot(lambda: Setting(models=()), _wishes),
    "models-medical": Shot(lambda: Setting(models=()), _medical),
    "models-absent": Shot(lambda: Setting(models=()), _search("EmbeddingGemma 2")),
    "models-nothing": Shot(lambda: Setting(models=()), _search("a model of bread")),
    "models-marked": Shot(lambda: Setting(models=()), _marked),
    "compare": Shot(lambda: Setting(models=()), _compare, sets=ALL),
    "compare-640": Shot(lambda: Setting(models=()), _compare, LEAST, ("light", "pseudo")),
    "compare-none": Shot(Setting, _go_compare, sets=("light",)),
    "models-hub": Shot(lambda: Setting(models=()), _hub("poet"), sets=ALL),
    "models-hub-nothing": Shot(lambda: Setting(models=()), _hub("bread")),
    "models-hub-failed": Shot(
        lambda: Setting(models=()), _hub("poet", Fault("hub", status=403, body=b"{}"))
    ),
    "models-hub-refused": Shot(
        lambda: Setting(models=()), _hub("hf.co/somebody/gemma-0-poet-4.3B-GGUF")
    ),
    "model-hub": Shot(
        lambda: Setting(models=()), _hub("hf.co/an-other/gemma-1-poet-12.2B-GGUF"), sets=ALL
    ),
}
