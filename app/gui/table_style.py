"""How tables of figures and the fields of a form look; part of the style sheet."""

from app.gui.chat.look import Look


def table_style(look: Look, field: str, border: str, selected: str) -> str:
    """Quiet lines, one accent; the colours are those around the conversation."""
    return f"""
    QTableWidget#figures {{ background: transparent; border: 1px solid transparent;
        border-radius: 8px; outline: none; color: {look.text}; }}
    QTableWidget#figures:focus {{ border: 1px solid {look.accent}; }}
    QTableWidget#figures::item {{ padding: 4px 10px; border-bottom: 1px solid {border}; }}
    QTableWidget#figures::item:selected {{ background: {selected}; color: {look.text}; }}
    QTableWidget#figures QHeaderView, QTableWidget#figures QTableCornerButton::section {{
        background: transparent; border: none; }}
    QTableWidget#figures QHeaderView::section {{ background: transparent; color: {look.muted};
        border: none; border-bottom: 1px solid {border}; padding: 5px 13px; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {look.muted};
        border-radius: 8px; background: {field}; }}
    QRadioButton::indicator:checked {{ border: 5px solid {look.accent}; width: 6px; height: 6px; }}
    QRadioButton::indicator:focus {{ border-color: {look.accent}; }}
    QRadioButton::indicator:checked:focus {{ border: 5px solid {look.text}; }}
    QRadioButton:focus {{ color: {look.accent}; }}
    QListWidget#rows {{ background: transparent; border: 1px solid transparent;
        border-radius: 8px; outline: none; }}
    QListWidget#rows:focus {{ border: 1px solid {look.accent}; }}
    QListWidget#rows::item {{ border-radius: 6px; padding: 6px 8px; color: {look.text}; }}
    QListWidget#rows::item:hover {{ background: {look.hover}; }}
    QListWidget#rows::item:selected {{ background: {selected}; }}
    QSpinBox#tokens {{ background: {field}; color: {look.text}; border: 1px solid {border};
        border-radius: 8px; padding: 4px 6px; }}
    QSpinBox#tokens QLineEdit {{ background: transparent; border: none; padding: 0; }}
    QSpinBox#tokens:focus {{ border: 1px solid {look.accent}; }}
    QSpinBox#tokens::up-button, QSpinBox#tokens::down-button {{ width: 0; border: none; }}
    """
