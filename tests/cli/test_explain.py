"""``allegedly explain``: what decided each field, and why a sentence gave nothing."""

import json

from newsroom import EGYPT, GERMAN, NORWAY

from allegedly.records import content_id


def test_each_event_is_explained_field_by_field(run, write):
    write("norway.txt", NORWAY)
    shown = run("explain", "norway.txt").stdout
    assert "frames/accuse.toml" in shown
    assert "countries.tsv:NOR" in shown
    assert "certainty" in shown


def test_one_event_alone(run, write):
    write("norway.txt", NORWAY)
    shown = run("explain", "norway.txt", "--event", "e1").stdout
    assert shown.count("certainty ") == 1
    assert "e2  " not in shown


def test_an_event_that_is_not_there_is_said_with_those_that_are(run, write):
    write("norway.txt", NORWAY)
    assert "the article has s1" in run("explain", "norway.txt", "--event", "e99", code=3).stderr


def test_a_sentence_that_gave_nothing_is_explained(run, write):
    write("a.txt", "Norway accused Russia of spying on Monday. The weather in Oslo was mild and the shops were full.\n")
    shown = run("explain", "a.txt", "--why-not", "weather in oslo").stdout
    assert "The weather in Oslo was mild" in shown
    assert "Norway accused" not in shown


def test_words_that_stand_nowhere_are_wrong_usage(run, write):
    write("norway.txt", NORWAY)
    assert "no sentence" in run("explain", "norway.txt", "--why-not", "penguins", code=2).stderr


def test_an_article_of_the_archive_is_explained(run, archive):
    assert "frames/assault.toml" in run("explain", "--archive", "news.db", content_id(EGYPT)).stdout


def test_what_is_not_coded_says_why(run, write):
    write("german.txt", GERMAN)
    assert "not coded" in run("explain", "german.txt").stdout
    assert "not coded" in run("explain", "german.txt", "--why-not", "Truppen").stdout


def test_a_broken_row_does_not_hide_the_others(run, write):
    write("rows.jsonl", "{}\n" + json.dumps({"text": EGYPT}) + "\n")
    result = run("explain", "rows.jsonl", code=1)
    assert result.stderr.startswith("allegedly: rows.jsonl:1: the line is not a JSON object")
    assert "frames/assault.toml" in result.stdout
    assert run("explain", "missing.txt", code=3).stdout == ""


def test_brackets_in_the_news_are_no_markup(run, write):
    write("a.txt", "Norway accused [/bold] Russia [red] of spying on Monday.\n")
    assert "spying" in run("explain", "a.txt", "--why-not", "spying").stdout
    assert "accused" in run("explain", "a.txt").stdout
