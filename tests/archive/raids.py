"""Two raids on one day, of one of which three tell, and a third later."""

from reported import ARMY, GAO, GUNMEN, KIDAL, REBELS, VILLAGERS, on, report, toll

RAID = report(
    "Gunmen attacked a convoy of traders near Gao and killed nine villagers, the army said.",
    actors=(GUNMEN,), recipients=(VILLAGERS,), place=GAO, time=on("2021-05-04"), voice=ARMY, dead=toll(9),
)  # fmt: skip
SECOND = report(
    "Raiders attacked traders in a convoy on the road to Gao.",
    "Le Fleuve", "2021-05-05",
    actors=(GUNMEN,), recipients=(VILLAGERS,), place=GAO, time=on("2021-05-04"), dead=toll(11),
)  # fmt: skip
DENIAL = report(
    "CMA attacked nobody near Gao, and no villagers of the convoy were killed by it, its spokesman said.",
    "Kidal Post", "2021-05-05", actors=(REBELS,), recipients=(VILLAGERS,), place=GAO, voice=REBELS, polarity="-",
)  # fmt: skip
ELSEWHERE = report(
    "Gunmen attacked a convoy of traders near Kidal and killed nine villagers, the army said.",
    actors=(GUNMEN,), recipients=(VILLAGERS,), place=KIDAL, time=on("2021-05-04"), voice=ARMY, dead=toll(9),
)  # fmt: skip
LATER = report(
    "Gunmen attacked a convoy of herders near Gao again and killed nine villagers, the army said.",
    "Sahel Wire", "2021-05-19",
    actors=(GUNMEN,), recipients=(VILLAGERS,), place=GAO, time=on("2021-05-19"), voice=ARMY, dead=toll(9),
)  # fmt: skip
NEWS = [RAID, SECOND, DENIAL, ELSEWHERE, LATER]
