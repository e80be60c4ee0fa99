// Files dropped anywhere on the form are sent like chosen ones, and the list of jobs follows what becomes of them.
"use strict";

const form = document.getElementById("drop-form");
const list = document.getElementById("jobs");
const says = document.getElementById("jobs-say");

if (form) {
  for (const kind of ["dragover", "dragenter"]) {
    form.addEventListener(kind, (over) => {
      over.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", async (dropped) => {
    dropped.preventDefault();
    form.classList.remove("over");
    const sent = new FormData();
    for (const file of dropped.dataTransfer.files) sent.append("files", file);
    const token = document.querySelector('meta[name="desk-token"]').content;
    const answer = await fetch("/add", { method: "POST", body: sent, headers: { "X-Desk-Token": token } });
    if (!answer.ok) says.textContent = await answer.text().then((text) => text.slice(0, 300));
    follow();
  });
}

function made(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function outcome(one) {
  const line = document.createElement("li");
  if (!one.key) {
    line.textContent = `${one.result}: ${one.reason}`;
    return line;
  }
  const link = made("a", "", one.title || one.where);
  link.href = `/articles/${encodeURIComponent(one.key)}`;
  line.append(link, `: ${one.result}, ${one.events} events${one.reason ? ` (${one.reason})` : ""}`);
  return line;
}

function item(job) {
  const line = document.createElement("li");
  const outcomes = document.createElement("ul");
  outcomes.append(...job.outcomes.map(outcome));
  line.append(made("strong", "", job.name), " ", made("span", "quiet", `${job.state} · ${job.by}`), outcomes);
  return line;
}

async function follow() {
  const answer = await fetch("/add.json");
  if (!answer.ok) return;
  const jobs = await answer.json();
  list.replaceChildren(...jobs.map(item));
  const open = jobs.filter((job) => job.state !== "done").length;
  if (jobs.length) says.firstChild.textContent = open ? `${open} of ${jobs.length} at work or waiting. ` : `${jobs.length} done. `;
  if (open) setTimeout(follow, 700);
}
follow();
