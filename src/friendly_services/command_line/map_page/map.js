"use strict";
// Everything shown is set as text, never as markup: names come from strangers.
const data = JSON.parse(document.getElementById("data").textContent);
const svg = document.getElementById("map"), over = document.getElementById("over"), grid = document.getElementById("grid");
const list = document.getElementById("list"), find = document.getElementById("find");
const dots = [...document.querySelectorAll(".dot")], froms = [...document.querySelectorAll(".from")];
const SVG = "http://www.w3.org/2000/svg", SHOWN = 300;
let view = data.view.slice(), hidden = new Set(), tab = data.searches.length ? "searches" : "marks", chosen = null;

const lang = () => document.documentElement.lang;
const say = (text) => data.texts[text][lang() === "zh" ? 1 : 0];
const metres = (m) => (m < 1000 ? `${Math.round(m)} m` : `${(m / 1000).toFixed(m < 10000 ? 2 : 1)} km`);
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
function drawn(tag, attributes, parent) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return parent.appendChild(made);
}

// The view: x, y of its middle and metres to a pixel.
function size() { const box = svg.getBoundingClientRect(); return [Math.max(box.width, 1), Math.max(box.height, 1)]; }
function look() {
  const [width, height] = size(), [x, y, k] = view;
  svg.setAttribute("viewBox", `${x - (width * k) / 2} ${y - (height * k) / 2} ${width * k} ${height * k}`);
  const step = nice(130 * k), left = x - (width * k) / 2, top = y - (height * k) / 2;
  let lines = "";
  for (let at = Math.ceil(left / step) * step; at < left + width * k; at += step) lines += `M${at} ${top}v${height * k}`;
  for (let at = Math.ceil(top / step) * step; at < top + height * k; at += step) lines += `M${left} ${at}h${width * k}`;
  grid.replaceChildren();
  drawn("path", { d: lines }, grid);
  document.querySelector("#scale i").style.width = `${step / k}px`;
  document.querySelector("#scale span").textContent = step < 1000 ? `${step} m` : `${step / 1000} km`;
  for (const pin of over.querySelectorAll("[data-at]")) pin.setAttribute("transform", `translate(${pin.dataset.at}) scale(${k})`);
}
function nice(about) {
  const power = 10 ** Math.floor(Math.log10(about));
  return [5, 2, 1].map((n) => n * power).find((n) => n <= about) || power;
}
function fit(points, closest) {
  const [width, height] = size();
  const xs = points.map((p) => p.x), ys = points.map((p) => p.y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  view = [(x0 + x1) / 2, (y0 + y1) / 2, Math.max((x1 - x0) / (width - 90), (y1 - y0) / (height - 90), closest)];
  look();
}
function zoom(factor, px, py) {
  const [width, height] = size(), k = Math.min(Math.max(view[2] * factor, 0.02), 40000);
  const dx = (px ?? width / 2) - width / 2, dy = (py ?? height / 2) - height / 2;
  view = [view[0] + dx * (view[2] - k), view[1] + dy * (view[2] - k), k];
  look();
}
const whole = () => fit(data.marks.length ? data.marks : data.searches, 0.5);

// The chosen place or search.
function overlay() {
  over.replaceChildren();
  if (!chosen) return;
  if (chosen.kind === "marks") {
    const mark = data.marks[chosen.index];
    drawn("circle", { class: "ring", r: 13 }, drawn("g", { "data-at": `${mark.x} ${mark.y}` }, over));
    return;
  }
  const search = data.searches[chosen.index];
  for (const hit of search.hits) {
    const mark = data.marks[hit.m];
    drawn("line", { x1: search.x, y1: search.y, x2: mark.x, y2: mark.y }, over);
  }
  const start = drawn("g", { "data-at": `${search.x} ${search.y}` }, over);
  drawn("circle", { class: "pin", r: 9, fill: "#1d2733" }, start);
  drawn("circle", { r: 3.2, fill: "#fff" }, start);
  search.hits.forEach((hit, rank) => {
    const mark = data.marks[hit.m], pin = drawn("g", { "data-at": `${mark.x} ${mark.y}` }, over);
    const group = data.groups[mark.g];
    if (group.square) drawn("rect", { class: "pin", x: -11, y: -11, width: 22, height: 22, rx: 5, fill: group.colour }, pin);
    else drawn("circle", { class: "pin", r: 11.5, fill: group.colour }, pin);
    drawn("text", {}, pin).textContent = rank + 1;
  });
}
function choose(kind, index, move) {
  chosen = chosen && chosen.kind === kind && chosen.index === index ? null : { kind, index };
  if (chosen && tab !== kind) { tab = kind; find.value = ""; }
  overlay();
  if (chosen && move) {
    if (kind === "searches") {
      const search = data.searches[index];
      fit([search, ...search.hits.map((hit) => data.marks[hit.m])], 0.5);
    } else {
      const mark = data.marks[index];
      view = [mark.x, mark.y, Math.min(view[2], 4)];
    }
  }
  look();
  fill();
  const open = list.querySelector(".open");
  if (open) open.scrollIntoView({ block: "nearest" });
}

// The list.
function key(group) { const made = element("span", group.square ? "key square" : "key"); made.style.background = group.colour; return made; }
function lines(indices) { const made = element("ul", "lines"); for (const text of indices) made.append(element("li", "", say(text))); return made; }
function placeItem(mark, index) {
  const item = element("li"), button = element("button", "item");
  button.append(key(data.groups[mark.g]), element("span", "name", mark.n), element("span", "far"));
  button.append(element("span", "first", say(data.groups[mark.g].label)));
  button.addEventListener("click", () => choose("marks", index, true));
  item.append(button);
  if (chosen && chosen.kind === "marks" && chosen.index === index) { item.classList.add("open"); item.append(lines(mark.l)); }
  return item;
}
function searchItem(search, index) {
  const item = element("li"), button = element("button", "item");
  button.append(element("span", "key origin"), element("span", "name", search.n));
  button.append(element("span", "far", search.hits.length ? metres(search.hits[0].far) : "—"));
  if (search.q !== null) button.append(element("span", "first", say(search.q)));
  if (search.hits.length) button.append(element("span", "first", data.marks[search.hits[0].m].n));
  else if (search.l.length) button.append(element("span", "first", say(search.l[0])));
  button.addEventListener("click", () => choose("searches", index, true));
  item.append(button);
  if (chosen && chosen.kind === "searches" && chosen.index === index) {
    item.classList.add("open");
    const hits = element("ol", "hits");
    search.hits.forEach((hit, rank) => {
      const mark = data.marks[hit.m], group = data.groups[mark.g], row = element("li"), button = element("button", "item");
      const number = element("span", group.square ? "rank square" : "rank", rank + 1);
      number.style.background = group.colour;
      button.append(number, element("span", "name", mark.n), element("span", "far", metres(hit.far)));
      for (const text of [group.label, ...hit.l]) button.append(element("span", "first", say(text)));
      button.addEventListener("click", () => choose("marks", hit.m, false));
      row.append(button);
      hits.append(row);
    });
    item.append(hits, lines(search.hits.length ? search.l : search.l.slice(1)));
  }
  return item;
}
function fill() {
  const wanted = find.value.normalize("NFKC").toLowerCase().trim();
  const kept = [];
  data[tab].forEach((one, index) => {
    const open = chosen && chosen.kind === tab && chosen.index === index;
    if (!open && tab === "marks" && hidden.has(one.g)) return;
    if (!open && wanted && !one.n.normalize("NFKC").toLowerCase().includes(wanted)) return;
    kept.push([one, index, open]);
  });
  kept.sort((a, b) => (b[2] ? 1 : 0) - (a[2] ? 1 : 0));
  list.replaceChildren(...kept.slice(0, SHOWN).map(([one, index]) => (tab === "marks" ? placeItem : searchItem)(one, index)));
  if (kept.length > SHOWN) list.append(element("li", "more", say(data.more).replace("{n}", kept.length - SHOWN)));
  if (!kept.length) list.append(element("li", "more", say(data.nothing)));
  for (const button of document.querySelectorAll("[data-tab]")) button.setAttribute("aria-pressed", button.dataset.tab === tab);
  find.placeholder = say(data.find);
}

// What the reader does.
document.getElementById("language").addEventListener("click", () => {
  document.documentElement.lang = lang() === "zh" ? "en" : "zh";
  document.title = say(data.title);
  fill();
});
for (const button of document.querySelectorAll("[data-tab]")) button.addEventListener("click", () => { tab = button.dataset.tab; fill(); });
for (const box of document.querySelectorAll("#legend input")) {
  box.addEventListener("change", () => {
    const group = Number(box.value);
    hidden[box.checked ? "delete" : "add"](group);
    for (const dot of dots) if (data.marks[dot.dataset.i].g === group) dot.classList.toggle("hidden", !box.checked);
    if (group < 0) for (const from of froms) from.classList.toggle("hidden", !box.checked);
    fill();
  });
}
find.addEventListener("input", fill);
document.getElementById("in").addEventListener("click", () => zoom(0.5));
document.getElementById("out").addEventListener("click", () => zoom(2));
document.getElementById("all").addEventListener("click", whole);
svg.addEventListener("wheel", (event) => { event.preventDefault(); zoom(1.0015 ** event.deltaY, event.offsetX, event.offsetY); }, { passive: false });
const fingers = new Map();
let moved = 0;
svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); moved = 0; });
svg.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const others = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
  if (others.length) {
    const was = Math.hypot(before.offsetX - others[0].offsetX, before.offsetY - others[0].offsetY);
    const now = Math.hypot(event.offsetX - others[0].offsetX, event.offsetY - others[0].offsetY);
    zoom(Math.max(was, 1) / Math.max(now, 1), (event.offsetX + others[0].offsetX) / 2, (event.offsetY + others[0].offsetY) / 2);
  } else {
    moved += Math.abs(event.offsetX - before.offsetX) + Math.abs(event.offsetY - before.offsetY);
    if (moved > 4) { svg.classList.add("moving"); if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId); }
    view = [view[0] - (event.offsetX - before.offsetX) * view[2], view[1] - (event.offsetY - before.offsetY) * view[2], view[2]];
    look();
  }
  fingers.set(event.pointerId, event);
});
for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
  svg.addEventListener(name, (event) => { fingers.delete(event.pointerId); svg.classList.remove("moving"); });
}
svg.addEventListener("click", (event) => {
  if (moved > 4) return;
  const dot = event.target.closest(".dot"), from = event.target.closest(".from");
  if (dot) choose("marks", Number(dot.dataset.i), false);
  else if (from) choose("searches", Number(from.dataset.i), true);
});
window.addEventListener("resize", look);
whole();
fill();
if (data.searches.length === 1) choose("searches", 0, true);
