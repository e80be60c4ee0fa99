// Pan and zoom: drag, wheel, two fingers, arrows and plus/minus. The view is the address; points are asked for anew
// when it rests. Without this file the links beside the map do the same, a page at a time.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const WEST = -180, EAST = 180, TOP = -115, BOTTOM = 63;
const ASPECT = (EAST - WEST) / (BOTTOM - TOP);
const NARROWEST = 0.5, CLOSE = 60, TILE = 30, MOST_POINTS = 600;
const CLASSES = { 1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict" };

const map = document.getElementById("map");
const points = document.getElementById("points");
const divisions = document.getElementById("divisions");
const says = document.getElementById("map-says");
let view = { x: map.viewBox.baseVal.x, y: map.viewBox.baseVal.y, width: map.viewBox.baseVal.width };
let drawnWidth = view.width;
let resting = 0;
let asked = 0;

const height = (v) => v.width / ASPECT;
const down = (lat) => (-180 / Math.PI) * 1.25 * Math.asinh(Math.tan((0.8 * Math.max(-88, Math.min(88, lat)) * Math.PI) / 180));
const latitude = (y) => (180 / Math.PI) * 1.25 * Math.atan(Math.sinh((-y * Math.PI) / 180 / 1.25));

function held(v) {
  const width = Math.min(EAST - WEST, Math.max(NARROWEST, v.width));
  return {
    width,
    x: Math.max(WEST, Math.min(EAST - width, v.x)),
    y: Math.max(TOP, Math.min(BOTTOM - width / ASPECT, v.y)),
  };
}

function show(next) {
  view = held(next);
  map.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${height(view)}`);
  for (const circle of points.querySelectorAll("circle")) {
    circle.setAttribute("r", (circle.dataset.r ??= circle.getAttribute("r") / drawnWidth) * view.width);
  }
  drawTiles();
  clearTimeout(resting);
  resting = setTimeout(settle, 250);
}

function drawTiles() {
  const wanted = new Set();
  if (view.width < CLOSE) {
    const south = Math.floor(latitude(view.y + height(view)) / TILE), north = Math.floor(latitude(view.y) / TILE) + 1;
    const west = Math.floor(view.x / TILE) - 1, east = Math.floor((view.x + view.width) / TILE);
    for (let i = Math.max(-6, west); i <= Math.min(5, east); i++) {
      for (let j = Math.max(-2, south); j <= Math.min(3, north); j++) wanted.add(`/static/divisions.svg#d${i}_${j}`);
    }
  }
  for (const tile of [...divisions.children]) {
    if (!wanted.delete(tile.getAttribute("href"))) tile.remove();
  }
  for (const href of wanted) {
    const tile = document.createElementNS(SVG, "use");
    tile.setAttribute("href", href);
    divisions.append(tile);
  }
}

function query(extra) {
  const asking = new URLSearchParams(map.dataset.query);
  for (const [name, value] of Object.entries(extra)) asking.set(name, value);
  return asking;
}

async function settle() {
  const number = ++asked;
  const whole = view.width >= EAST - WEST - 0.01;
  const box = [view.x, latitude(view.y + height(view)), view.x + view.width, latitude(view.y)].map((n) => n.toFixed(2)).join(",");
  const asking = query(whole ? {} : { box });
  history.replaceState(null, "", `/map?${asking}`);
  const field = document.querySelector('.filters input[name="box"]');
  if (field) field.value = whole ? "" : box;
  for (const link of document.querySelectorAll('main .facts a')) link.search = `?${asking}`;
  const answer = await fetch(`/map.json?${asking}`);
  if (!answer.ok || number !== asked) return;
  draw(await answer.json());
}

function draw(rows) {
  const places = new Map();
  for (const row of rows) {
    const key = JSON.stringify([row.place, row.country, row.lat, row.lon]);
    if (!places.has(key)) places.set(key, { ...row, counts: {}, events: 0 });
    const place = places.get(key);
    place.counts[row.quad] = row.events;
    place.events += row.events;
  }
  const ranked = [...places.values()].sort((a, b) => b.events - a.events).slice(0, MOST_POINTS);
  const most = ranked[0]?.events ?? 1;
  points.replaceChildren(...ranked.map((place) => point(place, most)));
  drawnWidth = view.width;
  says.textContent = `${ranked.length} places`;
}

function point(place, most) {
  const link = document.createElementNS(SVG, "a");
  const here = { place: place.place };
  if (place.country) here.country = place.country;
  link.setAttribute("href", `/events?${query(here)}`);
  link.setAttribute("tabindex", "-1");
  const circle = document.createElementNS(SVG, "circle");
  const quads = Object.keys(place.counts);
  const quad = quads.reduce((best, q) => (place.counts[q] >= place.counts[best] ? q : best));
  circle.setAttribute("class", `q${Number(quad)}`);
  circle.setAttribute("cx", place.lon);
  circle.setAttribute("cy", down(place.lat));
  circle.dataset.r = (1.1 + 4.4 * Math.sqrt(place.events / most)) / 360;
  circle.setAttribute("r", circle.dataset.r * view.width);
  const title = document.createElementNS(SVG, "title");
  const where = place.country ? `${place.place}, ${place.country}` : place.place;
  title.textContent = `${where}: ${quads.map((q) => `${place.counts[q]} ${CLASSES[q]}`).join(", ")}`;
  circle.append(title);
  link.append(circle);
  return link;
}

// the point under the pointer stays where it is
function zoom(factor, atX = 0.5, atY = 0.5) {
  const width = Math.min(EAST - WEST, Math.max(NARROWEST, view.width * factor));
  show({ width, x: view.x + (view.width - width) * atX, y: view.y + (view.width - width) / ASPECT * atY });
}
const move = (right, lower) => show({ ...view, x: view.x + view.width * right, y: view.y + height(view) * lower });

const WAYS = {
  nearer: () => zoom(0.5), further: () => zoom(2), west: () => move(-0.4, 0), east: () => move(0.4, 0),
  north: () => move(0, -0.4), south: () => move(0, 0.4), whole: () => show({ x: WEST, y: TOP, width: EAST - WEST }),
};
const KEYS = { "+": "nearer", "=": "nearer", "-": "further", ArrowLeft: "west", ArrowRight: "east", ArrowUp: "north", ArrowDown: "south", 0: "whole" };

map.addEventListener("keydown", (pressed) => {
  if (!KEYS[pressed.key] || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
  pressed.preventDefault();
  WAYS[KEYS[pressed.key]]();
});
for (const link of document.querySelectorAll("[data-way]")) {
  link.addEventListener("click", (clicked) => {
    if (clicked.ctrlKey || clicked.metaKey) return;
    clicked.preventDefault();
    WAYS[link.dataset.way]();
  });
}
map.addEventListener("wheel", (turned) => {
  turned.preventDefault();
  const frame = map.getBoundingClientRect();
  zoom(Math.exp(turned.deltaY * 0.0015), (turned.clientX - frame.left) / frame.width, (turned.clientY - frame.top) / frame.height);
}, { passive: false });

// one pointer drags, two pinch
const held_down = new Map();
let dragged = false;
map.addEventListener("pointerdown", (pressed) => {
  held_down.set(pressed.pointerId, pressed);
  dragged = false;
});
map.addEventListener("pointermove", (moved) => {
  const before = held_down.get(moved.pointerId);
  if (!before) return;
  const frame = map.getBoundingClientRect();
  const others = [...held_down.values()].filter((p) => p.pointerId !== moved.pointerId);
  if (others.length) {
    const apart = (p) => Math.max(10, Math.hypot(p.clientX - others[0].clientX, p.clientY - others[0].clientY));
    zoom(apart(before) / apart(moved), (others[0].clientX - frame.left) / frame.width, (others[0].clientY - frame.top) / frame.height);
  } else if (dragged || Math.hypot(moved.clientX - before.clientX, moved.clientY - before.clientY) > 3) {
    if (!dragged) map.setPointerCapture(moved.pointerId);
    dragged = true;
    move(-(moved.clientX - before.clientX) / frame.width, -(moved.clientY - before.clientY) / frame.height);
  } else {
    return;
  }
  held_down.set(moved.pointerId, moved);
});
for (const kind of ["pointerup", "pointercancel"]) map.addEventListener(kind, (up) => held_down.delete(up.pointerId));
map.addEventListener("click", (clicked) => { if (dragged) clicked.preventDefault(); }, true);
map.addEventListener("dragstart", (started) => started.preventDefault());
