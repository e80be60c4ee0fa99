"""Lets the tests of this folder import its helpers."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from hypothesis import settings

settings.register_profile("archive", deadline=None, max_examples=40)
settings.load_profile("archive")
