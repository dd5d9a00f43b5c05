// Point at the frame: a click shows the cell, a drag chooses a rectangle; both can become targets.

import { getJson } from "./api.js";
import { clipHere, element, emit, on, store, toast } from "./store.js";
import { shareAt } from "./stage.js";

const LEAST = 6; // [px] from which a press is a drag

const canvas = document.getElementById("canvas");
const card = document.getElementById("cell");
const mark = document.getElementById("mark");
let asked = 0;

export function start() {
  canvas.addEventListener("pointerdown", press);
  on("frame", ({ moved }) => { if (moved) close(); });
  on("output", close);
  on("shown", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}

function close() {
  asked += 1;
  card.hidden = true;
  mark.hidden = true;
}

function press(event) {
  if (!store.chosen || event.button) return;
  close();
  canvas.setPointerCapture(event.pointerId);
  const first = shareAt(event);
  const from = { x: event.clientX, y: event.clientY };
  let isDrag = false;
  const move = (moved) => {
    isDrag ||= Math.hypot(moved.clientX - from.x, moved.clientY - from.y) >= LEAST;
    if (isDrag) outline(first, shareAt(moved));
  };
  const stop = (ended) => {
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", stop);
    canvas.removeEventListener("pointercancel", stop);
    if (ended.type !== "pointerup") { close(); return; }
    if (isDrag) showRect(first, shareAt(ended), ended);
    else showCell(first, ended);
  };
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
}

function outline(one, other) {
  const p = (share) => `${share * 100}%`;
  mark.hidden = false;
  Object.assign(mark.style, {
    left: p(Math.min(one.x, other.x)), top: p(Math.min(one.y, other.y)),
    width: p(Math.abs(one.x - other.x)), height: p(Math.abs(one.y - other.y)),
  });
}

const here = () => ({ output: store.output, n: store.frame });

async function showCell(point, event) {
  const ticket = (asked += 1);
  try {
    const facts = await getJson(`cell?${new URLSearchParams({ ...here(), ...point })}`);
    if (ticket !== asked) return;
    if (!facts.cell) { close(); return; }
    const [row, col] = facts.cell;
    fill(event, [
      element("img", { src: `photo?cell=${facts.index}&shown=${store.state.shown}`, alt: facts.photo }),
      element("h2", {}, facts.photo),
      list([["row", row], ["column", col], ["distance", facts.distance], ["in the mosaic", `${facts.uses} ×`]]),
      actions([
        ["Dive here", { kind: "cell", cell: [row, col] }],
        ["Use this photo", { kind: "photo", photo: facts.photo }],
      ]),
    ]);
  } catch (error) { toast(error.message); }
}

async function showRect(one, other, event) {
  const ticket = (asked += 1);
  try {
    const query = new URLSearchParams({ ...here(), x0: one.x, y0: one.y, x1: other.x, y1: other.y });
    const { rect } = await getJson(`rect?${query}`);
    if (ticket !== asked) return;
    const [row, col, height, width] = rect;
    fill(event, [
      element("h2", {}, "Part of the mosaic"),
      list([["row", row], ["column", col], ["height", `${height} cells`], ["width", `${width} cells`]]),
      actions([["Go there", { kind: "rect", rect }]]),
    ]);
  } catch (error) { toast(error.message); }
}

function list(facts) {
  return element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, String(value))]));
}

// Buttons that write a target into a clip; first into the one that goes somewhere already.
function actions(edits) {
  const clips = store.chosen.clips;
  const now = clipHere();
  const best = now?.dives ? now : clips.find((clip) => clip.dives) ?? now;
  const choice = element("select", { "aria-label": "Clip whose camera goes there" }, ...clips.map((clip) => {
    const option = element("option", { value: clip.id }, clip.id);
    option.selected = clip === best;
    return option;
  }));
  const buttons = edits.map(([name, edit], k) => element("button", {
    class: k ? "quiet" : "primary",
    onclick: () => { emit("edit", { ...edit, clip: choice.value }); close(); },
  }, name));
  return element("div", { class: "row" }, ...buttons, element("label", { class: "soft" }, "in ", choice));
}

function fill(event, parts) {
  card.replaceChildren(...parts, element("button", { class: "close", "aria-label": "Close", onclick: close }, "✕"));
  card.hidden = false;
  const stage = card.parentElement.getBoundingClientRect();
  const room = { x: stage.width - card.offsetWidth - 8, y: stage.height - card.offsetHeight - 8 };
  card.style.left = `${Math.max(8, Math.min(room.x, event.clientX - stage.left + 14))}px`;
  card.style.top = `${Math.max(8, Math.min(room.y, event.clientY - stage.top - 40))}px`;
}
