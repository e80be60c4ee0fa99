// Review with the keyboard: choose an event, accept, reject, correct by selecting words, add, take back.
// Everything that comes from an article is put on the page as text or as a field's value.
"use strict";

const root = document.getElementById("review");
const key = root.dataset.key;
const layer = root.dataset.layer;
const types = JSON.parse(root.dataset.types);
const state = JSON.parse(root.dataset.state);
const unitsByName = new Map(state.units.map((unit) => [unit.name, unit]));
const casesByName = new Map(state.cases.map((one) => [one.name, one]));
const newest = new Map(); // name of a unit → number of a change that somebody has been told of since the page was loaded
const editor = document.getElementById("editor");
const says = document.getElementById("review-says");
const token = document.querySelector('meta[name="desk-token"]')?.content;
const rows = [...document.querySelectorAll(".unit")];
let draft = null; // the event in the form, with the name and version of its unit

function say(text) {
  says.textContent = text;
  says.hidden = !text;
}

// ── words that are selected, in code points of the article's text ─────────────────────────────────────────────────────

const points = (text) => [...text].length;

function offsetOf(node, offset) {
  const holder = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-start]");
  if (!holder) return null;
  const before = document.createRange();
  before.setStart(holder, 0);
  before.setEnd(node, offset);
  return Number(holder.dataset.start) + points(before.toString());
}

function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start === null || end === null || start >= end ? null : [start, end];
}

let last = null; // a click on a button may lose the selection
document.addEventListener("selectionchange", () => { last = selected() ?? last; });

function wordsOf(span) {
  if (!span) return "";
  let words = "";
  for (const piece of document.querySelectorAll(".text [data-start]")) {
    const start = Number(piece.dataset.start);
    const text = [...piece.textContent];
    if (start < span[1] && start + text.length > span[0]) {
      words += text.slice(Math.max(0, span[0] - start), span[1] - start).join("");
    }
  }
  return words;
}

const stretches = [...document.querySelectorAll(".text [data-start]")];

function pieceAt(offset) {
  return stretches.findLast((piece) => Number(piece.dataset.start) <= offset && Number(piece.dataset.start) + points(piece.textContent) > offset);
}

// ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function eventOf(name) {
  const unit = unitsByName.get(name);
  return unit?.decided?.event ?? unit?.machine ?? casesByName.get(name)?.versions[0]?.decided.event;
}

const chosen = () => rows.findIndex((row) => row.classList.contains("chosen"));

function choose(number) {
  for (const row of rows) row.classList.remove("chosen");
  const row = rows[Math.max(0, Math.min(rows.length - 1, number))];
  if (!row) return;
  row.classList.add("chosen");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  const event = eventOf(row.dataset.unit);
  if (event) pieceAt(event.trigger[0])?.scrollIntoView({ block: "center" });
}

// ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function decide(decision) {
  const answer = await fetch(`/review/${key}.json`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Desk-Token": token },
    body: JSON.stringify({ layer, ...decision }),
  });
  const told = await answer.json();
  if (answer.ok) {
    const url = new URL(location.href);
    url.hash = `unit-${told.change.unit}`;
    history.replaceState(null, "", url);
    location.reload();
    return;
  }
  if (answer.status === 409) {
    // the newer version is what the next try is told to have seen: whoever keeps on has been told
    const last = told.changes.at(-1);
    newest.set(decision.unit, last.n);
    const what = last.after ? `: ${last.after.status}, ${last.after.event.type}, ${last.after.event.certainty}` : "";
    say(`Not kept: meanwhile ${last.author} chose to ${last.action} this (${last.at})${what}. Decide again to put yours over it, or load the page again.`);
    return;
  }
  if (told.faults && draft) return complain(told.faults);
  say(told.detail ?? "This could not be kept.");
}

function seenOf(name) {
  return newest.get(name) ?? unitsByName.get(name)?.version ?? casesByName.get(name)?.version ?? 0;
}

function act(row, action) {
  const unit = unitsByName.get(row.dataset.unit);
  if (unit) decide({ action, unit: unit.name, seen: seenOf(unit.name) });
}

function adopt(button) {
  const sent = new FormData(button.form);
  const unit = sent.get("unit");
  decide({ action: "adopt", unit, coder: sent.get("coder"), version: sent.get("version"), fields: sent.getAll("fields"), seen: seenOf(unit) });
}

// a whole version, by the place of its coder
function adoptNth(row, number) {
  const button = row.querySelectorAll(".versions tbody tr:first-child [data-adopt]")[number - 1];
  if (button) adopt(button);
}

for (const row of rows) {
  row.addEventListener("click", (clicked) => {
    const button = clicked.target.closest("button");
    if (button?.dataset.act) {
      clicked.preventDefault();
      act(row, button.dataset.act);
    } else if (button && "adopt" in button.dataset) {
      clicked.preventDefault();
      adopt(button);
    } else if (button && "correct" in button.dataset) {
      open(row);
    } else if (!button) {
      choose(rows.indexOf(row));
    }
  });
  const correct = row.querySelector("[data-correct]");
  if (correct) correct.hidden = false;
}

// ── correcting ───────────────────────────────────────────────────────────────────────────────────────────────────────

function open(row) {
  const unit = unitsByName.get(row.dataset.unit);
  if (!unit) return;
  const now = unit.decided ?? { event: unit.machine, statements: [] };
  draft = { action: "correct", unit: unit.name, event: structuredClone(now.event), statements: structuredClone(now.statements) };
  show("Correct");
}

function openNew() {
  const trigger = selected() ?? last;
  if (!trigger) return say("Select the words that say it happened, then press n.");
  const event = {
    id: "own", trigger, type: "ASSAULT", mode: null, contexts: [], quad: 4, cameo: null, actors: [], recipients: [], voice: [],
    certainty: "certain", polarity: "+", tense: "past", place: null, time: null, dead: null, injured: null, confidence: 1,
  };
  draft = { action: "add", unit: null, event, statements: [] };
  show("Add");
}

function show(title) {
  if (!editor) return;
  say("");
  const fields = editor.elements;
  document.getElementById("editor-title").textContent = title;
  for (const name of ["type", "certainty", "polarity", "tense"]) fields[name].value = draft.event[name];
  fields.comment.value = "";
  modes();
  fields.mode.value = draft.event.mode ?? "";
  fill();
  redraw();
  editor.hidden = false;
  editor.scrollIntoView({ block: "nearest" });
  fields.type.focus();
}

// ── place, time, casualties, contexts ────────────────────────────────────────────────────────────────────────────────

const COUNTS = ["dead", "injured"];
let options = []; // places of the gazetteer that the name may mean

function fill() {
  const { event } = draft;
  const fields = editor.elements;
  fillPlace();
  offer([]);
  fields.start.value = event.time?.start ?? "";
  fields.end.value = event.time?.end ?? "";
  fields.granularity.value = event.time?.granularity ?? "day";
  for (const kind of COUNTS) {
    fields[`${kind}_min`].value = event[kind]?.min ?? "";
    fields[`${kind}_max`].value = event[kind]?.max ?? "";
  }
  for (const box of contexts()) box.checked = event.contexts.includes(box.value);
  complain([]);
  sayContexts();
}

function fillPlace() {
  const { place } = draft.event;
  const fields = editor.elements;
  for (const name of ["name", "country", "lat", "lon"]) fields[`place_${name}`].value = place?.[name] ?? "";
}

const contexts = () => [...editor.querySelectorAll('[name="context"]')];

function sayContexts() {
  const named = contexts().filter((box) => box.checked).map((box) => box.value.replaceAll("_", " "));
  document.getElementById("contexts-say").textContent = named.join(", ") || "none";
}

function label(place) {
  const people = place.population ? `${place.population.toLocaleString("en")} people` : "";
  return [`${place.name}, ${place.country ?? "?"}`, place.within, place.feature, people].filter(Boolean).join(" · ");
}

function offer(found) {
  options = found;
  const select = editor.elements.found;
  select.replaceChildren(new Option("as written", ""), ...found.map((place, n) => new Option(label(place), n)));
  document.getElementById("found-places").hidden = !found.length;
}

async function look() {
  const name = editor.elements.place_name.value.trim();
  if (!name) return offer([]);
  const answer = await fetch(`/places.json?name=${encodeURIComponent(name)}`);
  const found = answer.ok ? await answer.json() : [];
  offer(found);
  if (!found.length) return complain([{ field: "place", message: `the gazetteer knows no ${name}; give country and coordinates, or leave them open` }]);
  complain([]);
  editor.elements.found.value = "0";
  pick();
}

function pick() {
  const found = options[editor.elements.found.value];
  if (!found) return;
  const { name, geonames, lat, lon, feature, country } = found;
  draft.event.place = { span: draft.event.place?.span ?? null, name, geonames, lat, lon, feature, country, score: null };
  fillPlace();
}

// what is written by hand is no entry of the gazetteer any more
function writePlace() {
  const fields = editor.elements;
  const given = ["name", "country", "lat", "lon"].map((name) => fields[`place_${name}`].value.trim());
  const span = draft.event.place?.span ?? null;
  const [name, country, lat, lon] = given;
  const empty = given.every((value) => !value) && !span;
  draft.event.place = empty ? null : { span, name, geonames: null, lat: number(lat), lon: number(lon), feature: null, country: country.toUpperCase() || null, score: null };
}

// "" is unknown; what is no number stays text, which the desk refuses with the field's name
function number(written) {
  return written === "" ? null : Number.isNaN(Number(written)) ? written : Number(written);
}

function writeTime(changed) {
  const fields = editor.elements;
  const [start, end] = [fields.start.value.trim() || null, fields.end.value.trim() || null];
  const span = draft.event.time?.span ?? null;
  if (changed !== "granularity") fields.granularity.value = start === end ? "day" : "range";
  draft.event.time = !start && !end && !span ? null : { span, start, end, granularity: fields.granularity.value, rule: null };
}

function writeCount(kind) {
  const [min, max] = ["min", "max"].map((part) => number(editor.elements[`${kind}_${part}`].value.trim()));
  const span = draft.event[kind]?.span ?? null;
  draft.event[kind] = min === null && max === null ? null : { span, min: min ?? 0, max };
}

function clear(what) {
  draft.event[what] = null;
  offer([]);
  fill();
  redraw();
}

function written(name) {
  if (name.startsWith("place_")) writePlace();
  else if (["start", "end", "granularity"].includes(name)) writeTime(name);
  else if (name === "context") { draft.event.contexts = contexts().filter((box) => box.checked).map((box) => box.value); sayContexts(); }
  else if (/^(dead|injured)_/.test(name)) writeCount(name.split("_")[0]);
  else if (name === "found") pick();
}

// ── what is wrong ────────────────────────────────────────────────────────────────────────────────────────────────────

function complain(faults) {
  for (const place of editor.querySelectorAll(".fault")) {
    const names = place.dataset.fault.split(" ");
    const own = faults.filter((fault) => names.includes(fault.field));
    place.textContent = own.map((fault) => `${fault.field}: ${fault.message}`).join("; ");
    place.hidden = !own.length;
    for (const input of inputsOf(names)) {
      if (own.length) { place.id ||= `fault-${names[0]}`; input.setAttribute("aria-invalid", "true"); input.setAttribute("aria-describedby", place.id); }
      else { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); }
    }
  }
  const first = editor.querySelector('[aria-invalid="true"]');
  say(faults.length ? `Not kept. ${faults.map((fault) => `${fault.field}: ${fault.message}`).join("; ")}` : "");
  first?.focus();
}

const INPUTS = { place: ["place_name", "place_country", "place_lat", "place_lon"], time: ["start", "end"], dead: ["dead_min", "dead_max"], injured: ["injured_min", "injured_max"] };

function inputsOf(names) {
  return names.flatMap((name) => INPUTS[name] ?? [name]).map((name) => editor.elements[name]).filter((input) => input instanceof HTMLElement);
}

function modes() {
  const select = editor.elements.mode;
  select.replaceChildren(new Option("none", ""), ...types[editor.elements.type.value].map((mode) => new Option(mode, mode)));
}

function field(label, value, size, change, list) {
  const holder = document.createElement("label");
  const input = document.createElement("input");
  input.value = value;
  input.size = size;
  if (list) input.setAttribute("list", list);
  input.addEventListener("input", () => change(input.value.trim()));
  holder.append(`${label} `, input);
  return holder;
}

function button(label, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.addEventListener("click", does);
  return made;
}

function partyRow(party, role, number) {
  const row = document.createElement("div");
  row.className = "row";
  const words = wordsOf(party.span);
  const who = `${role === "actors" ? "actor" : "recipient"}${words ? ` “${words.slice(0, 40)}”` : ""}`;
  row.append(
    field(who, party.name ?? "", 16, (value) => { party.name = value || null; }),
    field("country", party.country ?? "", 3, (value) => { party.country = value.toUpperCase() || null; }),
    field("sectors", party.sectors.join(" "), 7, (value) => { party.sectors = value.toUpperCase().split(/\s+/).filter(Boolean); }, "sectors"),
    button("remove", () => { draft.event[role].splice(number, 1); redraw(); }),
  );
  return row;
}

const statements = () => [...state.statements, ...draft.statements];

function voiceRow(statement) {
  const row = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = draft.event.voice.includes(statement.id);
  box.addEventListener("change", () => {
    draft.event.voice = box.checked ? [...draft.event.voice, statement.id] : draft.event.voice.filter((id) => id !== statement.id);
    redraw();
  });
  const place = draft.event.voice.indexOf(statement.id);
  const name = statement.source.name ?? (wordsOf(statement.source.span) || "unnamed");
  row.append(box, document.createTextNode(` ${place >= 0 ? `${place + 1}. ` : ""}${name}: ${wordsOf(statement.content[0]).slice(0, 70)}`));
  return row;
}

function redraw() {
  document.getElementById("editor-trigger").textContent = `“${wordsOf(draft.event.trigger)}”`;
  for (const part of ["place", "time", ...COUNTS]) {
    const words = wordsOf(draft.event[part]?.span);
    document.getElementById(`${part}-words`).textContent = words && `“${words}”`;
  }
  const parties = ["actors", "recipients"].flatMap((role) => draft.event[role].map((party, n) => partyRow(party, role, n)));
  document.getElementById("parties").replaceChildren(...parties);
  const voices = statements().map(voiceRow);
  const none = document.createElement("p");
  none.className = "quiet";
  none.textContent = draft.event.voice.length ? "" : "None: the article says so itself.";
  document.getElementById("voices").replaceChildren(...voices, none);
}

function take(what) {
  const span = selected() ?? last;
  if (!draft || !span) return say("Select words of the article first.");
  const name = wordsOf(span).trim().replace(/\s+/g, " ");
  if (what === "trigger") draft.event.trigger = span;
  if (what === "actor") draft.event.actors.push({ span, name, country: null, sectors: [] });
  if (what === "recipient") draft.event.recipients.push({ span, name, country: null, sectors: [] });
  if (what === "voice") {
    const id = `own${draft.statements.length + 1}`;
    const source = { span, name, country: null, sectors: [] };
    draft.statements.push({ id, source, cue: null, content: [draft.event.trigger], kind: "indirect", act: "say", within: null });
    draft.event.voice.push(id);
  }
  if (what === "place") {
    draft.event.place = { span, name, geonames: null, lat: null, lon: null, feature: null, country: null, score: null };
    fillPlace();
    look();
  }
  if (what === "time") {
    const { start = null, end = null, granularity = "day" } = draft.event.time ?? {};
    draft.event.time = { span, start, end, granularity, rule: null };
    editor.elements.start.focus();
  }
  if (COUNTS.includes(what)) {
    const figure = name.replaceAll(",", "").match(/\d+/)?.[0];
    if (figure) {
      editor.elements[`${what}_min`].value = figure;
      editor.elements[`${what}_max`].value = /\b(at least|more than|over)\b/i.test(name) ? "" : figure;
    }
    writeCount(what);
    draft.event[what] = { min: 0, max: null, ...draft.event[what], span };
    editor.elements[`${what}_min`].focus();
  }
  redraw();
}

function keep() {
  const fields = editor.elements;
  for (const name of ["type", "certainty", "polarity", "tense"]) draft.event[name] = fields[name].value;
  draft.event.mode = fields.mode.value || null;
  const used = draft.statements.filter((statement) => draft.event.voice.includes(statement.id));
  decide({ ...draft, seen: draft.unit ? seenOf(draft.unit) : 0, statements: used, comment: fields.comment.value });
}

if (editor) {
  editor.elements.type.addEventListener("change", modes);
  editor.addEventListener("input", (changed) => written(changed.target.name));
  editor.elements.place_name.addEventListener("keydown", (pressed) => {
    if (pressed.key !== "Enter" || pressed.ctrlKey || pressed.metaKey) return;
    pressed.preventDefault();
    look();
  });
  editor.addEventListener("submit", (sent) => {
    sent.preventDefault();
    keep();
  });
  editor.addEventListener("click", (clicked) => {
    const pressed = clicked.target.closest("button");
    if (pressed?.dataset.take) take(pressed.dataset.take);
    if (pressed?.dataset.clear) clear(pressed.dataset.clear);
    if (pressed && "look" in pressed.dataset) look();
    if (pressed && "close" in pressed.dataset) close();
  });
}

function close() {
  editor.hidden = true;
  draft = null;
  choose(chosen());
}

const TAKES = { t: "trigger", a: "actor", r: "recipient", v: "voice", p: "place", w: "time", d: "dead", i: "injured" };
document.addEventListener("keydown", (pressed) => {
  if (!editor) return;
  if (!editor.hidden) {
    if (pressed.key === "Escape") close();
    else if (pressed.key === "Enter" && (pressed.ctrlKey || pressed.metaKey)) { pressed.preventDefault(); keep(); }
    else if (pressed.altKey && TAKES[pressed.key.toLowerCase()]) { pressed.preventDefault(); take(TAKES[pressed.key.toLowerCase()]); }
    return;
  }
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.target.closest("input, select, textarea")) return;
  const row = rows[chosen()];
  if (pressed.key === "j") choose(chosen() + 1);
  else if (pressed.key === "k") choose(chosen() - 1);
  else if (pressed.key === "n") { pressed.preventDefault(); openNew(); }
  else if (!row) return;
  else if (pressed.key === "a") act(row, "accept");
  else if (pressed.key === "x") act(row, "reject");
  else if (pressed.key === "u") act(row, "undo");
  else if (/^[1-9]$/.test(pressed.key)) adoptNth(row, Number(pressed.key));
  else if (pressed.key === "e") { pressed.preventDefault(); open(row); }
});

const from = rows.findIndex((row) => `#${row.id}` === location.hash);
if (from >= 0) choose(from);
