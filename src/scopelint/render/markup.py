# Building blocks of HTML on the standard library's elements, which escape their texts and attributes.
"""Elements and texts in them."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from scopelint.render.printable import printable


def add(parent: Element, tag: str, text: str = "", name: str = "", **attributes: str) -> Element:
    """Return a new child of `parent` that holds `text`; `name` is its class."""
    child = SubElement(parent, tag, {"class": name, **attributes} if name else attributes)
    write(child, text)
    return child


def write(element: Element, text: str) -> None:
    """Add text behind all that an element holds, without what could reorder or hide what is around it."""
    shown = "\n".join(printable(line) for line in text.split("\n"))
    if len(element):
        element[-1].tail = (element[-1].tail or "") + shown
    else:
        element.text = (element.text or "") + shown


def prose(element: Element, text: str) -> None:
    """Add a sentence whose parts in backticks are code."""
    for position, part in enumerate(" ".join(text.split("\n")).split("`")):
        if position % 2:
            add(element, "code", part)
        else:
            write(element, part)
