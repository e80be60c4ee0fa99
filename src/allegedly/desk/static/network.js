// Hovering or focusing a party shows what it does and what is done to it, and dims the rest.
"use strict";

const network = document.querySelector(".network");
const edges = network ? [...network.querySelectorAll("[data-ends]")] : [];
const ends = new Map(edges.map((edge) => [edge, JSON.parse(edge.dataset.ends)]));

function show(party) {
  network.classList.toggle("dimmed", party !== null);
  for (const edge of edges) edge.classList.toggle("shown", party !== null && ends.get(edge).includes(party));
}
for (const node of network ? network.querySelectorAll("[data-party]") : []) {
  node.addEventListener("mouseenter", () => show(node.dataset.party));
  node.addEventListener("focus", () => show(node.dataset.party));
  node.addEventListener("mouseleave", () => show(null));
  node.addEventListener("blur", () => show(null));
}
