"""The main job over many articles: in this process, or in as many as the machine has cores."""

from allegedly.bulk.pool import code_all

__all__ = ["code_all"]
