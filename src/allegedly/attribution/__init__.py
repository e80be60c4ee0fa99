"""Who said what: statements found by rules over the syntax, or made of the encoder's tags."""

from allegedly.attribution.statements import find_statements
from allegedly.attribution.voice import voice_of

__all__ = ["find_statements", "voice_of"]
