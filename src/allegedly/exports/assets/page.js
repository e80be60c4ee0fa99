"use strict";
const light = (row, on) => {
  const id = row.dataset.lights;
  for (const part of row.closest(".coding").querySelectorAll(`[data-of~="${CSS.escape(id)}"]`)) part.classList.toggle("lit", on);
};
for (const row of document.querySelectorAll("tr[data-lights]")) {
  row.addEventListener("mouseenter", () => light(row, true));
  row.addEventListener("mouseleave", () => light(row, false));
  row.addEventListener("focusin", () => light(row, true));
  row.addEventListener("focusout", () => light(row, false));
}
