#!/bin/sh
# Run every benchmark that the docs state a figure of, and print one table.
#
#   benchmarks/all.sh DATA TOOLS [OUT]
#
# DATA   folder with events/, attribution/, factuality/, geotime/, news/ as JSON lines, and beside it examples/ with
#        *.gold.jsonl: articles coded by hand
# TOOLS  folder with the scorers: score_events.py GOLD OUT --json, and so on
# OUT    folder for what is written; a temporary one where it is not named
#
# PYTHON names another interpreter. About a quarter of an hour on one core.
set -eu
here=$(dirname "$0")
data=$1 tools=$2 out=${3:-$(mktemp -d)}
python=${PYTHON:-python3}
mkdir -p "$out"

said() { printf '%s\n' "$1" >&2; }
run() { script=$1; shift; "$python" "$here/$script.py" "$@"; }
score() { name=$1 tool=$2; shift 2; "$python" "$tools/score_$tool.py" "$@" > "$out/$name.json"; }

"$python" "$here/../training/coded.py" "$data" "kept back" > "$out/kept.gold.jsonl"
for mode in "" --rules-only; do
    for gold in "$data"/../examples/*.gold.jsonl "$out/kept.gold.jsonl"; do
        name=events-$(basename "$gold" .gold.jsonl)$mode
        said "$name"
        run events "$gold" $mode -o "$out/$name.jsonl"
        score "$name" events "$gold" "$out/$name.jsonl" --json
    done
done

said cost
run cost "$data/../examples/news.gold.jsonl" > "$out/cost.md"

said attribution
run attribution "$data/attribution" --markdown "$out/attribution.md" > "$out/attribution.txt"

said relations
run relations "$data/events/plv_dev.jsonl" "$out/relations.jsonl"
score relations relations "$out/relations.jsonl" --gold "$data/events/plv_dev.jsonl"

for set in meantime uw uds_ih2; do
    said "factuality $set"
    run factuality "$data/factuality/${set}_dev.jsonl" "$out/factuality-$set.jsonl"
    score "factuality-$set" factuality "$data/factuality/${set}_dev.jsonl" "$out/factuality-$set.jsonl"
done

said denials
run denials "$data/news/denial_gold_dev.jsonl" "$out/denials.jsonl"
score denials denial "$data/news/denial_gold_dev.jsonl" "$out/denials.jsonl"

for set in trnews geowebnews lgl; do
    said "places $set"
    run places "$data/geotime/$set.jsonl" "$out/places-$set.jsonl"
    score "places-$set" places "$data/geotime/$set.jsonl" "$out/places-$set.jsonl" --json
    run places "$data/geotime/$set.jsonl" "$out/places-$set-given.jsonl" --gold-spans
    score "places-$set-given" places "$data/geotime/$set.jsonl" "$out/places-$set-given.jsonl" --json
done

for set in te3-platinum wikiwars; do
    said "times $set"
    run times "$data/geotime/$set.jsonl" "$out/times-$set.jsonl"
    score "times-$set" times "$data/geotime/$set.jsonl" "$out/times-$set.jsonl" --json
done
run times --events "$data/../examples/news.gold.jsonl" > "$out/times-news.txt"
run times --events "$data/events/coded_news.jsonl" > "$out/times-coded.txt"

said actors
run actors "$data" > "$out/actors.txt"
run actors "$data" --dev > "$out/actors-dev.txt"

said linking
run linking "$data/factuality/ecbplus_dev.jsonl" "$out/linking-pred.json"
score linking linking "$data/factuality/ecbplus_dev.jsonl" "$out/linking-pred.json"
score incidents incidents "$data/factuality/ecbplus_dev.jsonl" "$out/linking-pred.json.docs"

said copies
run copies "$data/news/syndication_dev.jsonl" "$out/copies.jsonl"
score copies copies "$data/news/syndication_dev.jsonl" "$out/copies.jsonl"

run summary "$out"
