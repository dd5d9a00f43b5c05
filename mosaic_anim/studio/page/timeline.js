// The timeline: a ruler, a strip of thumbnails, clips as bars, what they drive, and the playhead.

import { thumbAddress } from "./api.js";
import { clipHere, clock, element, emit, goTo, on, store } from "./store.js";

const CHANNELS = ["endless", "camera", "morph", "tiles", "blend", "fade", "text"];
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];
const THUMB = 50; // height [px]
const NARROWEST = 66; // width [px]: of upright outputs a part is shown

const box = document.getElementById("timeline");
let drawn = "";
let strip = { key: "", box: null };
let room = { left: 0, width: 0 }; // of the tracks [px]
let playhead = null;
let hint = null;
let resizing = null;

export function start() {
  on("film", draw);
  on("output", draw);
  on("frame", place);
  on("painted", ({ scale }) => { if (scale === "1") fill(); });
  new ResizeObserver(() => { drawn = ""; draw(); }).observe(box);
  box.addEventListener("pointerdown", press);
}

function measure() {
  const style = getComputedStyle(box);
  const left = parseFloat(style.paddingLeft);
  room = { left, width: box.clientWidth - left - parseFloat(style.paddingRight) };
}

function length() {
  return Math.max(store.chosen.duration, store.chosen.frames / store.chosen.fps, 1e-3);
}

const percent = (time) => `${(time / length()) * 100}%`;

function draw() {
  const chosen = store.chosen;
  if (!chosen || resizing) return;
  const key = JSON.stringify([chosen, store.state.shown, box.clientWidth]);
  if (key === drawn) { place(); return; }
  drawn = key;
  measure();
  const rows = [ruler(), thumbs(), clips()];
  for (const name of CHANNELS) {
    const bars = chosen.clips.flatMap((clip) => clip.channels.filter((one) => one.name === name).map((one) => ({ clip, one })));
    if (bars.length) rows.push(track(name, bars));
  }
  playhead = element("div", { class: "playhead" });
  box.replaceChildren(...rows, playhead);
  place();
}

function ruler() {
  const { width } = room;
  const whole = length();
  const step = STEPS.find((one) => (one / whole) * width >= 56) ?? 600;
  const marks = [];
  for (let time = 0; time < whole - step * 0.3; time += step) {
    const text = step < 1 ? time.toFixed(1) : `${Math.floor(time / 60)}:${String(Math.round(time % 60)).padStart(2, "0")}`;
    marks.push(element("span", { style: { left: percent(time) } }, text));
  }
  return element("div", { class: "ruler" }, ...marks);
}

// Thumbnails; those of the film before stay until there are new ones in their places.
function thumbs() {
  const { width } = room;
  const chosen = store.chosen;
  const wide = Math.max(NARROWEST, THUMB * (chosen.width / chosen.height));
  const count = Math.max(1, Math.ceil(width / wide));
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const tall = Math.ceil(Math.max(THUMB, wide * (chosen.height / chosen.width)) * ratio);
  const scale = `${Math.min(chosen.height, tall)}/${chosen.height}`;
  const key = JSON.stringify([chosen.number, count, wide]);
  if (strip.key !== key) {
    const images = Array.from({ length: count }, () => element("img", { alt: "", width: Math.ceil(wide), draggable: "false" }));
    strip = { key, box: element("div", { class: "thumbs" }, ...images) };
  }
  [...strip.box.children].forEach((image, k) => {
    const n = Math.min(store.last, Math.floor(((k + 0.5) * wide / width) * chosen.frames));
    image.dataset.address = thumbAddress({ output: chosen.number, n, scale, shown: store.state.shown });
  });
  return strip.box;
}

let isFilling = false;

// Load thumbnails one after another, once the frame itself is there.
async function fill() {
  if (isFilling) return;
  isFilling = true;
  const next = () => [...(strip.box?.children ?? [])].find((one) => one.dataset.address !== one.getAttribute("src"));
  for (let image = next(); image; image = next()) {
    const { address } = image.dataset;
    await new Promise((done) => {
      image.onload = image.onerror = done;
      image.src = address;
    });
  }
  isFilling = false;
}

function clips() {
  let reached = 0;
  const bars = store.chosen.clips.map((clip) => {
    const over = clip.start < reached - 1e-9;
    reached = Math.max(reached, clip.end);
    const bar = element("div", {
      class: `clip${over ? " over" : ""}`, "data-clip": clip.id, role: "button",
      title: `${clip.id}: ${clock(clip.start)} to ${clock(clip.end)}, line ${clip.line}`,
      style: { left: percent(clip.start), width: percent(clip.end - clip.start) },
      ondblclick: () => emit("line", { line: clip.line }),
    }, clip.id);
    if (clip.is_whole) bar.append(element("span", { class: "end", title: "Drag to change the duration" }));
    return bar;
  });
  return element("div", { class: "track clips" }, element("em", {}, "clips"), ...bars);
}

function track(name, bars) {
  const drives = bars.map(({ clip, one }) => element("div", {
    class: `drive ${name}`, title: `${clip.id}: ${name} ${one.words}`,
    style: { left: percent(clip.start), width: percent(clip.end - clip.start) },
  }, one.words || clip.id));
  return element("div", { class: "track" }, element("em", {}, name), ...drives);
}

function place() {
  if (!playhead || !store.chosen) return;
  playhead.style.transform = `translateX(${room.left + (store.time / length()) * room.width}px)`;
  const here = clipHere()?.id;
  for (const bar of box.querySelectorAll(".clip")) bar.classList.toggle("now", bar.dataset.clip === here);
}

function timeAt(event) {
  const { left, width } = room;
  const x = event.clientX - box.getBoundingClientRect().left - left;
  return (Math.min(width, Math.max(0, x)) / width) * length();
}

function press(event) {
  if (!store.chosen || event.button) return;
  box.focus({ preventScroll: true });
  event.preventDefault();
  box.setPointerCapture(event.pointerId);
  const handle = event.target.closest(".end");
  const gesture = handle ? resize(handle.closest(".clip").dataset.clip) : scrub();
  gesture.move(event);
  const move = (moved) => gesture.move(moved);
  const stop = (ended) => {
    box.removeEventListener("pointermove", move);
    box.removeEventListener("pointerup", stop);
    box.removeEventListener("pointercancel", stop);
    gesture.end(ended);
  };
  box.addEventListener("pointermove", move);
  box.addEventListener("pointerup", stop);
  box.addEventListener("pointercancel", stop);
}

function scrub() {
  return {
    move: (event) => goTo(Math.floor(timeAt(event) * store.chosen.fps + 1e-6), "drag"),
    end: () => goTo(store.frame),
  };
}

// Drag the end of a clip: its bar follows, and the scene is written once it is let go.
function resize(id) {
  const clip = store.chosen.clips.find((one) => one.id === id);
  const bar = box.querySelector(`.clip[data-clip="${CSS.escape(id)}"]`);
  const fps = store.film.fps;
  let length_ = clip.end - clip.start;
  let from = null;
  resizing = id;
  return {
    move: (event) => {
      from ??= timeAt(event);
      length_ = Math.max(1 / fps, Math.round((clip.end - clip.start + timeAt(event) - from) * fps) / fps);
      bar.style.width = percent(length_);
      bar.classList.add("resizing");
      hint ??= box.appendChild(element("div", { class: "hint" }));
      hint.textContent = `${id}: ${length_.toFixed(2)} s`;
      hint.style.left = `${room.left + ((clip.start + length_) / length()) * room.width}px`;
    },
    end: (event) => {
      resizing = null;
      hint?.remove();
      hint = null;
      drawn = "";
      const changed = Math.abs(length_ - (clip.end - clip.start)) > 1e-6;
      if (changed && event.type === "pointerup") {
        emit("edit", { kind: "duration", clip: clip.id, seconds: length_ * clip.per_second });
      } else draw();
    },
  };
}
