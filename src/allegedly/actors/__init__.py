"""Who acts, is acted on, or speaks: mentions resolved to parties with name, country and sectors."""

from allegedly.actors.cast import Cast
from allegedly.actors.implied import name_implied, settle_own_acts, withhold_names

__all__ = ["Cast", "name_implied", "settle_own_acts", "withhold_names"]
