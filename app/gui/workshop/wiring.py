"""The workshop, tied to the models on this computer and to their page."""

from pathlib import Path

from app.gui.frame import Frame
from app.gui.model_page.controller import ModelPageController
from app.gui.models_controller import ModelsController
from app.gui.workshop.controller import Here, WorkshopController


def wire_workshop(
    frame: Frame, models: ModelsController, model_page: ModelPageController
) -> WorkshopController:
    """The page's controller; the page of models leads to it."""
    services = frame.services

    def here() -> Here:
        answering = frozenset(Path(each.path) for each in services.models.installed())
        return Here(tuple(each.model for each in services.model_files.held()), answering)

    controller = WorkshopController(
        services.measuring,
        here,
        services.model_files.remove,
        models.choose,
        frame.background,
        frame.bridge.call,
        frame.window,
    )
    controller.on_changed = model_page.load
    model_page.ways["smaller"] = controller.open_smaller
    model_page.ways["compare"] = controller.open_compare
    return controller
