"""Where the reference sets stand that tests may read and the project never ships."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"the reference sets are not here ({SHARED.name}/ beside the checkout)",
)
