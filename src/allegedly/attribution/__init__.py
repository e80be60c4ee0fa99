"""Who said what: statements found by rules over the syntax, or made of the encoder's tags; and who denies what."""

from allegedly.attribution.denials import Denial, find_denials, weightiest
from allegedly.attribution.statements import find_statements
from allegedly.attribution.voice import voice_of

__all__ = ["Denial", "find_denials", "find_statements", "voice_of", "weightiest"]
