"""Sentences, syntax and the shared encoder: the only room in which models are loaded."""

from allegedly.language.parsed import Paragraph, Parsed
from allegedly.language.parser import Parser

__all__ = ["Paragraph", "Parsed", "Parser"]
