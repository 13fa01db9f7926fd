"""The formats a letter is written in."""

from __future__ import annotations

from typing import Literal, TypeAlias

Format: TypeAlias = Literal["docx", "pdf"]
