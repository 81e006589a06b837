"""Tests of models, tied to the models on this computer, to their page, and to the workshop."""

from app.gui.evaluation.controller import EvaluationController
from app.gui.frame import Frame
from app.gui.model_page.controller import ModelPageController
from app.gui.workshop.controller import WorkshopController


def wire_evaluation(
    frame: Frame, model_page: ModelPageController, workshop: WorkshopController
) -> EvaluationController:
    """The page's controller; the page of models and the workshop lead to it."""
    services = frame.services
    controller = EvaluationController(
        services.measuring,
        services.models.installed,
        lambda: frame.translations.language,
        frame.background,
        frame.bridge.call,
        frame.window,
    )
    model_page.ways["test"] = workshop.test = controller.open_with
    return controller
