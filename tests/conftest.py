"""Shared set-up of the tests."""

from __future__ import annotations

import sys
from pathlib import Path

# Test modules share linting.py; the tests are no package, so that rules are imported by one name only.
sys.path.insert(0, str(Path(__file__).resolve().parent))
