// Search as one types. What comes back is put on the page as text.
"use strict";

const field = document.getElementById("q");
const list = document.getElementById("hits");
const found = document.getElementById("found");
const MOST = 25;
let waiting = 0;
let asked = 0;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function item(hit) {
  const line = document.createElement("li");
  const link = element("a", "", hit.title);
  link.href = new URL(hit.link, location.origin).pathname + new URL(hit.link, location.origin).hash;
  line.append(element("span", "tag", hit.kind), " ", link, " ");
  line.append(element("span", "quiet", `${hit.date ?? "undated"} · ${hit.outlets}`));
  if (hit.words) line.append(element("blockquote", "", hit.words));
  return line;
}

async function search() {
  const number = ++asked;
  const query = field.value.trim();
  const answer = await fetch(`/search.json?${new URLSearchParams({ q: query })}`);
  if (!answer.ok || number !== asked) return; // a later one is under way
  const hits = await answer.json();
  list.replaceChildren(...hits.map(item));
  found.textContent = query ? `${hits.length} found` : "";
  history.replaceState(null, "", query ? `/search?${new URLSearchParams({ q: query })}` : "/search");
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 150);
});
