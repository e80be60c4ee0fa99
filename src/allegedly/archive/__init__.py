"""The archive: coded articles kept, asked, compared: copies of one report, incidents, accounts, disputes."""

from allegedly.archive.store import Archive, ArticleRow, FailureRow, Sighting, Source

__all__ = ["Archive", "ArticleRow", "FailureRow", "Sighting", "Source"]
