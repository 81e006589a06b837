"""The page of models, tied to the services, the model in use, and files that are dropped."""

from typing import TYPE_CHECKING

from app.gui.answers.controller import AnswersController
from app.gui.chat.attaching import AttachController
from app.gui.documents.documents_controller import DocumentsController
from app.gui.feedback.links import LinkOpener
from app.gui.frame import Frame
from app.gui.model_page.controller import ModelPageController
from app.gui.models_controller import ModelsController

if TYPE_CHECKING:
    from app.gui.model_page.files_controller import FilesController
    from app.gui.model_page.page import ModelsPage


def wire_model_page(
    frame: Frame,
    models: ModelsController,
    answers: AnswersController,
    attaching: AttachController,
    documents: DocumentsController,
) -> ModelPageController:
    """The page's controller; a model file that is dropped onto another page goes to it."""
    services, window = frame.services, frame.window
    links = LinkOpener(window)
    controller = ModelPageController(
        services.library,
        lambda: services.fetching.downloads,
        lambda: services.network.is_offline,
        services.first_look.room_and_pace,
        lambda: frame.translations.language,
        models.choose,
        links.ask,
        frame.background,
        window,
    )

    def open_answers(path: str) -> None:
        state = services.models.state
        if state.model is None or str(state.model.path) != path:
            models.choose(path)
        answers.open_for_model()

    def make_files(page: "ModelsPage") -> "FilesController":
        from app.gui.model_page.files_controller import FilesController

        files = FilesController(
            services.model_files,
            services.comparing.tally.all,
            models.choose,
            open_answers,
            frame.bridge.call,
            frame.background,
            page,
        )
        files.on_changed = controller.load
        model = services.models.state.model
        page.mark(model.path if model is not None else None)
        return files

    controller.make_files = make_files
    attaching.on_models = documents.on_models = controller.bring_in
    return controller
