"""XML as a tree of plain nodes, read without entities, without a DTD and without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)["']""")
DEEPEST = 100  # elements inside each other
CHINESE = ("gb2312", "gbk", "gb18030")


class EntitiesError(Exception):
    """The document defines entities of its own."""


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, attributes, text directly in it, and children."""

    name: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text directly in the element."""
        return "".join(self.words).strip()

    def all(self, name: str) -> Iterator[Node]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name)

    def first(self, *names: str) -> Node | None:
        """Return the node that a path of names leads to, or None."""
        node: Node | None = self
        for name in names:
            node = next(node.all(name), None) if node else None
        return node


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of an XML file and its encoding: the declared one, UTF-8, or GB18030.

    Raises
    ------
    UnicodeDecodeError
        None of them fits.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16"), "UTF-16"
    said = DECLARED.match(content.lstrip()[:200])
    name = said[1].decode().lower() if said else "utf-8"
    if name not in CHINESE:
        try:
            return content.decode("utf-8-sig"), "UTF-8"
        except UnicodeDecodeError:
            pass
    return content.decode("gb18030"), "GB18030"


def walk(
    text: str,
    *,
    kept: str,
    entered: Callable[[str, dict[str, str]], None],
    left: Callable[[str, Node | None, str], None],
) -> None:
    """Go through a document: whole nodes of the name `kept`, and every other element's end.

    `entered` is told of each element outside a kept one; `left` of the end of each, with the node
    where it is a kept one and the text directly in it where it is not.

    Raises
    ------
    EntitiesError
        It defines entities: files of places have no use for them, attacks have.
    expat.ExpatError
        It is no XML.
    ValueError
        It is nested more deeply than any file of places.
    """
    parser = expat.ParserCreate(encoding="utf-8")
    stack: list[Node] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if len(stack) >= DEEPEST:
            raise ValueError("nested too deeply")
        node = Node(name.rpartition(":")[2], attributes)
        if depth:
            stack[-1].children.append(node)
        else:
            entered(node.name, attributes)
        stack.append(node)
        depth += bool(depth or node.name == kept)

    def end(_: str) -> None:
        nonlocal depth
        node = stack.pop()
        depth -= bool(depth)
        if not depth:
            left(node.name, node if node.name == kept else None, node.text)

    def characters(data: str) -> None:
        if stack:
            stack[-1].words.append(data)

    def refuse(*_: object) -> None:
        raise EntitiesError

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.Parse(text.encode("utf-8", errors="replace"), True)
