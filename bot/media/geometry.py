"""Points in a plane."""

from __future__ import annotations

from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
