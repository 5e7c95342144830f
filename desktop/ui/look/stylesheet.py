"""The one stylesheet: spacing, corners and text sizes of the window."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from desktop.paths import assets

if TYPE_CHECKING:
    from desktop.ui.look.colours import Colours

_TEMPLATE = Template("""
QWidget { color: $ink; font-size: ${body}pt; }
QMainWindow, QDialog { background: $window; }
QLabel, QTextEdit { background: transparent; }

#wordmark { font-size: ${title}pt; font-weight: 600; letter-spacing: 0.5px; }
#heading { font-size: ${title}pt; font-weight: 600; }
#display { font-size: ${display}pt; font-weight: 300; }
#secondary { color: $muted; }
#secondary[kind="partial"] { color: $ink; font-weight: 600; }
#small { color: $muted; font-size: ${small}pt; }
#figure { font-size: ${body}pt; font-weight: 600; }
#figureTotal { font-size: ${body}pt; font-weight: 600; color: $accent; }
#key { background: $tint; border-radius: 5px; padding: 3px 9px; font-size: ${small}pt; font-weight: 600; }

QTextEdit { border: 2px solid transparent; border-radius: 10px; selection-background-color: $accent;
            selection-color: $on_accent; }

QLineEdit, QPlainTextEdit { placeholder-text-color: $muted; }
QLineEdit { background: $surface; border: 1px solid $line; border-radius: 12px; padding: 9px 14px;
            selection-background-color: $accent; selection-color: $on_accent; }
QTextEdit:focus { border-color: $accent; }
QLineEdit:focus { border: 2px solid $accent; padding: 8px 13px; }
QLineEdit:disabled { color: $faint; background: $window; }

QComboBox { background: $surface; border: 1px solid $line; border-radius: 12px; padding: 8px 14px; }
QComboBox:focus { border: 2px solid $accent; padding: 7px 13px; }
QComboBox::drop-down { border: none; width: 34px; }
QComboBox::down-arrow { image: url($chevron); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; selection-background-color: $tint;
                              selection-color: $ink; }

QAbstractSpinBox { background: $surface; border: 1px solid $line; border-radius: 12px; padding: 7px 32px 7px 0;
                   selection-background-color: $accent; selection-color: $on_accent; }
QAbstractSpinBox:focus { border: 2px solid $accent; padding: 6px 31px 6px 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 30px; subcontrol-origin: border; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url($chevron_up); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url($chevron); width: 10px; height: 10px; }

QPushButton { background: transparent; border: 1px solid $line; border-radius: 12px; padding: 8px 16px; }
QPushButton:hover { background: $tint; }
QPushButton:focus { border: 2px solid $accent; padding: 7px 15px; }
QPushButton:disabled { color: $faint; }
QPushButton#quiet { border: 2px solid transparent; padding: 6px 10px; color: $muted; }
QPushButton#quiet[tight="true"] { padding: 6px 3px; }
QPushButton#quiet:hover, QPushButton#quiet:checked { background: $tint; color: $ink; }
QPushButton#quiet:focus { border: 2px solid $accent; }
QPushButton#quiet:disabled { color: $faint; background: transparent; }
QPushButton#main { background: $accent; color: $on_accent; border: 2px solid $accent; font-weight: 600;
                   padding: 7px 18px; }
QPushButton#main:hover { background: $ink; border-color: $ink; color: $window; }
QPushButton#main:focus { border: 2px solid $ink; }
QPushButton#main:disabled { background: $tint; border-color: $tint; color: $muted; }

QPlainTextEdit { background: $surface; border: 1px solid $line; border-radius: 12px; padding: 8px 10px;
                 selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: 7px 9px; }

QMenu { background: $surface; border: 1px solid $line; padding: 6px 0; }
QMenu::item { padding: 7px 28px 7px 34px; color: $ink; }
QMenu::item:selected { background: $tint; }
QMenu::item:disabled { color: $faint; }
QMenu::indicator { width: 14px; height: 14px; left: 12px; }
QMenu::indicator:non-exclusive:unchecked, QMenu::indicator:exclusive:unchecked { border: 1px solid $faint;
    border-radius: 4px; }
QMenu::indicator:non-exclusive:checked, QMenu::indicator:exclusive:checked { background: $accent;
    border: 1px solid $accent; border-radius: 4px; }
QMenu::separator { height: 1px; background: $line; margin: 6px 12px; }
QPushButton::menu-indicator { image: none; width: 0; }

#search { padding: 7px 12px; }
#search:focus { padding: 6px 11px; }
#title { border-radius: 8px; padding: 2px 6px; }
#title:focus { padding: 1px 5px; }

#history { background: $surface; border-right: 1px solid $line; }
#history QTableView { background: transparent; border: none; outline: none;
                      selection-background-color: transparent; }
#metrics { background: $surface; }
#metrics QScrollArea { background: transparent; border: 2px solid transparent; border-radius: 8px; }
#metrics QScrollArea:focus { border-color: $accent; }
#metrics #content { background: transparent; }
#edge { background: $line; max-width: 1px; min-width: 1px; border: none; }
#section { font-weight: 600; }
QPushButton#choice { border: 2px solid transparent; border-radius: 8px; padding: 2px 7px; color: $muted;
                     font-size: ${small}pt; }
QPushButton#choice:hover { background: $tint; }
QPushButton#choice:checked { background: $tint; color: $ink; }
QPushButton#choice:focus { border: 2px solid $accent; }
#percentiles { background: transparent; border: 2px solid transparent; border-radius: 8px; font-size: ${small}pt;
               outline: none; selection-background-color: transparent; selection-color: $ink; }
#percentiles:focus { border: 2px solid $accent; selection-background-color: $tint; }
#percentiles QHeaderView, #percentiles QTableCornerButton::section { background: transparent; border: none; }
#percentiles QHeaderView::section { background: transparent; border: none; color: $muted; font-size: ${small}pt;
                                    padding: 0 2px; }
#percentiles QHeaderView::section:horizontal { padding: 0 5px; }
#percentiles::item { padding: 0 2px; }
#rule { background: $line; max-height: 1px; min-height: 1px; border: none; }

#models { background: transparent; }
#models #content { background: transparent; }
#modelRow { border: none; border-bottom: 1px solid $line; }
QProgressBar { background: $tint; border: none; border-radius: 3px; margin-top: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

#work { background: $surface; border-radius: 12px; border: 1px solid $line; }

#banner { background: $danger_surface; border-radius: 12px; border: 1px solid $danger; }
#banner[kind="notice"] { background: $tint; border: 1px solid $accent; }
#banner #message { font-weight: 600; color: $danger; }
#banner[kind="notice"] #message { color: $accent; }
#banner #advice { color: $ink; }
#banner QPushButton#remedy { background: $surface; border-color: $danger; padding: 4px 13px; }
#banner QPushButton#remedy:hover { background: $tint; }
#banner QPushButton#remedy:focus { border: 2px solid $accent; padding: 3px 12px; }
#banner QPushButton#quiet { padding: 3px 10px; }

#warning { color: $danger; }
#problem { color: $danger; font-size: ${small}pt; font-weight: 600; }
#page, #page #content, #scrolled, #scrolled #content { background: transparent; border: none; }
#scrolled:focus { border: 2px solid $accent; border-radius: 10px; }
#groups { background: transparent; border: 2px solid transparent; border-radius: 10px; outline: none; }
#groups:focus { border-color: $accent; }
#groups::item { padding: 8px 10px; border-radius: 8px; color: $ink; }
#groups::item:hover { background: $tint; }
#groups::item:selected { background: $tint; color: $accent; }
#groups::item:disabled { color: $muted; }
#story { background: $surface; border: 2px solid transparent; border-radius: 12px; outline: none; }
#story:focus { border-color: $accent; }
#tools { background: $surface; border: 1px solid $line; border-radius: 12px; padding: 6px; outline: none; }
#tools:focus { border: 2px solid $accent; padding: 5px; }
#tools::item { padding: 4px; border-radius: 6px; color: $ink; }
#tools::item:selected { background: $tint; color: $ink; }
#tools::indicator { width: 14px; height: 14px; border-radius: 4px; border: 1px solid $muted; margin-right: 6px; }
#tools::indicator:checked { background: $accent; border: 1px solid $accent; image: url($check); }
#consent { background: $tint; border-radius: 12px; border: 1px solid $thinking; }
#consent #message { font-weight: 600; color: $thinking; }
#consent #advice { color: $ink; background: transparent; border: 2px solid transparent; padding: 0; }
#consent #advice:focus { border: 2px solid $accent; }
#banner QPushButton, #consent QPushButton { background: $surface; }
#banner QPushButton#quiet { background: transparent; }
#banner QPushButton:hover, #consent QPushButton:hover { background: $window; }

#pastBar { background: $tint; border-radius: 12px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
ConversationView QScrollBar:vertical { background: $window; }
QScrollBar::handle:vertical { background: $line; border-radius: 3px; min-height: 32px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $ink; color: $window; border: none; padding: 5px 8px; }
""")


def stylesheet(colours: Colours, body: float) -> str:
    """Return the stylesheet for `colours`, its type scaled from `body` points."""
    sizes = {"body": body, "small": body * 0.87, "title": body * 1.22, "display": body * 2.1}
    names = {name: getattr(colours, name) for name in colours.__dataclass_fields__}
    arrows = {name: (assets() / f"{name}.svg").as_posix() for name in ("check", "chevron", "chevron_up")}
    return _TEMPLATE.substitute(names, **arrows, **{name: f"{size:.1f}" for name, size in sizes.items()})
