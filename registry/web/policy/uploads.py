"""Texts that people write elsewhere and hand in: whatever a Chinese office's editor makes of them."""

from __future__ import annotations

import codecs

from werkzeug.datastructures import FileStorage

from registry.domain.texts import mark
from registry.services.policy.refusals import UnreadableDraft

LARGEST = 512 * 1024
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def sent_text(upload: FileStorage | None, typed: str | None) -> str:
    """The uploaded file, else what was typed; with plain line ends. UTF-8, UTF-16 and GB 18030 are read.

    Raises UnreadableDraft for a file that is no text or too large.
    """
    if upload is None or not upload.filename:
        return _plain(typed or "")
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UnreadableDraft(line=1, reason=mark("文件太大，标准和案例的文本不会超过 512 KB。"))
    encoding = MARKS.get(content[:2])
    for each in (encoding,) if encoding else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(each)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return _plain(text)
    raise UnreadableDraft(line=1, reason=mark("这不是文本文件；请上传 .yaml，或把内容贴到文本框里。"))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
