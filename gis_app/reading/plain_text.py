"""Bytes of a text file → text, in one of the encodings that Chinese programs write."""

from __future__ import annotations

from layers.errors import Fault


def decoded(content: bytes) -> tuple[str, list[Fault]] | None:
    """Return the text and a notice unless it is UTF-8; None where no known encoding fits."""
    tries = ["utf-8-sig", "gb18030"]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        tries = ["utf-16"]
    for encoding in tries:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        notice = [] if encoding == "utf-8-sig" else [Fault("W-ENC-01", {"enc": encoding.upper()})]
        return text, notice
    return None
