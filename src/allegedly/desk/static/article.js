// Hovering or focusing a row of the margin, or words of the text, lights up what belongs together:
// the actor, recipient, place, date and voice of an event, each in its own colour. Reads and writes no markup.
"use strict";

const pieces = new Map(); // id of an event or statement → its pieces of text with the kind of each
for (const piece of document.querySelectorAll("[data-marks]")) {
  for (const mark of piece.dataset.marks.split(" ")) {
    const [of, kind] = mark.split(":");
    if (!pieces.has(of)) pieces.set(of, []);
    pieces.get(of).push([piece, kind]);
  }
}

let lit = [];
function dim() {
  for (const [element, name] of lit) element.classList.remove("lit", name);
  lit = [];
}
function light(ids) {
  dim();
  for (const [position, id] of ids.entries()) {
    for (const [piece, kind] of pieces.get(id) ?? []) {
      // what is said is lit with its statement only, or half the page would be for an event
      if (position > 0 && kind === "content") continue;
      piece.classList.add("lit", `lit-${kind}`);
      lit.push([piece, `lit-${kind}`]);
    }
    const row = document.getElementById(`row-${id}`);
    if (row && position === 0) {
      row.classList.add("lit", "lit-row");
      lit.push([row, "lit-row"]);
    }
  }
}

function idsOf(target) {
  const holder = target.closest?.("[data-lights], [data-marks]");
  if (!holder) return null;
  if (holder.dataset.lights) {
    const ids = holder.dataset.lights.split(" ");
    const row = ids.length === 1 ? document.getElementById(`row-${ids[0]}`) : null;
    return row?.dataset.lights?.split(" ") ?? ids;
  }
  const marks = holder.dataset.marks.split(" ").map((mark) => mark.split(":"));
  const [of] = marks.find(([, kind]) => kind === "trigger") ?? marks.find(([, kind]) => kind !== "content") ?? marks[0];
  return document.getElementById(`row-${of}`)?.dataset.lights?.split(" ") ?? [of];
}

for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (happened) => {
    const ids = idsOf(happened.target);
    if (ids) light(ids);
    else if (kind === "mouseover") dim();
  });
}
document.addEventListener("focusout", dim);
