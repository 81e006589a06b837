"""The first steps, tied to those who take them."""

from app.config import settings as options
from app.gui.documents.documents_controller import DocumentsController
from app.gui.exchange_controller import ExchangeController
from app.gui.first_run.controller import FirstRunController
from app.gui.frame import Frame
from app.gui.model_page.controller import ModelPageController
from app.gui.models_controller import ModelsController
from app.gui.vault.controller import VaultController


def wire_first_run(
    frame: Frame,
    models: ModelsController,
    vault: VaultController,
    documents: DocumentsController,
    exchange: ExchangeController,
    model_page: ModelPageController,
) -> FirstRunController:
    """The page's controller."""
    services = frame.services
    return FirstRunController(
        frame.window,
        frame.background,
        lambda: services.first_look.look(frame.translations.language),
        language=lambda: services.settings.get(options.LANGUAGE),
        vault_state=lambda: services.vault.state,
        make_vault=lambda: vault.acts.create(),
        choose_model=models.choose,
        get_model=model_page.get,
        add_folder=documents.begin_with_folder,
        bring_in=exchange.bring_in,
    )
