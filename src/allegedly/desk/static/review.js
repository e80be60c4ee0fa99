// Review with the keyboard: choose an event, accept, reject, correct by selecting words, add, take back.
// Everything that comes from an article is put on the page as text or as a field's value.
"use strict";

const root = document.getElementById("review");
const key = root.dataset.key;
const layer = root.dataset.layer;
const types = JSON.parse(root.dataset.types);
const state = JSON.parse(root.dataset.state);
const unitsByName = new Map(state.units.map((unit) => [unit.name, unit]));
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

// ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const chosen = () => rows.findIndex((row) => row.classList.contains("chosen"));

function choose(number) {
  for (const row of rows) row.classList.remove("chosen");
  const row = rows[Math.max(0, Math.min(rows.length - 1, number))];
  if (!row) return;
  row.classList.add("chosen");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  const span = unitsByName.get(row.dataset.unit)?.machine?.trigger;
  const words = span && document.querySelector(`.text [data-start="${Number(span[0])}"]`);
  words?.scrollIntoView({ block: "center" });
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
    const newest = told.changes.at(-1);
    const unit = unitsByName.get(decision.unit);
    if (unit) unit.version = newest.n;
    if (draft) draft.seen = newest.n;
    const what = newest.after ? `: ${newest.after.status}, ${newest.after.event.type}, ${newest.after.event.certainty}` : "";
    say(`Not kept: meanwhile ${newest.author} chose to ${newest.action} this (${newest.at})${what}. Decide again to put yours over it, or load the page again.`);
    return;
  }
  say(told.detail ?? "This could not be kept.");
}

function act(row, action) {
  const unit = unitsByName.get(row.dataset.unit);
  if (unit) decide({ action, unit: unit.name, seen: unit.version });
}

for (const row of rows) {
  row.addEventListener("click", (clicked) => {
    const button = clicked.target.closest("button");
    if (button?.dataset.act) {
      clicked.preventDefault();
      act(row, button.dataset.act);
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
  const now = unit.decided ?? { event: unit.machine, statements: [] };
  draft = { action: "correct", unit: unit.name, seen: unit.version, event: structuredClone(now.event), statements: structuredClone(now.statements) };
  show("Correct");
}

function openNew() {
  const trigger = selected() ?? last;
  if (!trigger) return say("Select the words that say it happened, then press n.");
  const event = {
    id: "own", trigger, type: "ASSAULT", mode: null, contexts: [], quad: 4, cameo: null, actors: [], recipients: [], voice: [],
    certainty: "certain", polarity: "+", tense: "past", place: null, time: null, dead: null, injured: null, confidence: 1,
  };
  draft = { action: "add", unit: null, seen: 0, event, statements: [] };
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
  redraw();
  editor.hidden = false;
  fields.type.focus();
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
  row.append(
    document.createTextNode(`${role === "actors" ? "actor" : "recipient"}${words ? ` “${words}”` : ""}`),
    field("name", party.name ?? "", 14, (value) => { party.name = value || null; }),
    field("country", party.country ?? "", 4, (value) => { party.country = value.toUpperCase() || null; }),
    field("sectors", party.sectors.join(" "), 8, (value) => { party.sectors = value.toUpperCase().split(/\s+/).filter(Boolean); }, "sectors"),
    button("remove", () => { draft.event[role].splice(number, 1); redraw(); }),
  );
  return row;
}

const statements = () => [...state.statements, ...draft.statements];

function voiceRow(statement) {
  const row = document.createElement("label");
  row.className = "row";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = draft.event.voice.includes(statement.id);
  box.addEventListener("change", () => {
    draft.event.voice = box.checked ? [...draft.event.voice, statement.id] : draft.event.voice.filter((id) => id !== statement.id);
    redraw();
  });
  const place = draft.event.voice.indexOf(statement.id);
  const name = statement.source.name ?? (wordsOf(statement.source.span) || "unnamed");
  row.append(box, document.createTextNode(`${place >= 0 ? `${place + 1}. ` : ""}${name}: ${wordsOf(statement.content[0]).slice(0, 70)}`));
  return row;
}

function redraw() {
  document.getElementById("editor-trigger").textContent = `“${wordsOf(draft.event.trigger)}”`;
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
  redraw();
}

function keep() {
  const fields = editor.elements;
  for (const name of ["type", "certainty", "polarity", "tense"]) draft.event[name] = fields[name].value;
  draft.event.mode = fields.mode.value || null;
  const used = draft.statements.filter((statement) => draft.event.voice.includes(statement.id));
  decide({ ...draft, statements: used, comment: fields.comment.value });
}

if (editor) {
  editor.elements.type.addEventListener("change", modes);
  editor.addEventListener("submit", (sent) => {
    sent.preventDefault();
    keep();
  });
  editor.addEventListener("click", (clicked) => {
    const pressed = clicked.target.closest("button");
    if (pressed?.dataset.take) take(pressed.dataset.take);
    if (pressed && "close" in pressed.dataset) close();
  });
}

function close() {
  editor.hidden = true;
  draft = null;
  choose(chosen());
}

const TAKES = { t: "trigger", a: "actor", r: "recipient", v: "voice" };
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
  else if (pressed.key === "e") { pressed.preventDefault(); open(row); }
});

const from = rows.findIndex((row) => `#${row.id}` === location.hash);
if (from >= 0) choose(from);
