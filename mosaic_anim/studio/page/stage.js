// The stage: paints the frame at the playhead. While it moves, a coarse frame comes at once, and
// only the newest place is asked for; when it rests, the full frame is drawn. After a step or an edit
// the full frame comes at once, if full ones came fast lately and its tiles are there.

import { fetchFrame } from "./api.js";
import { emit, on, store } from "./store.js";

const REST = 110; // [ms] without a move, after which the full frame is drawn
const SCALES = ["1/2", "1/3", "1/4", "1/6", "1/8"];
const SLOW = 55, FAST = 24; // [ms] of a coarse frame, beyond which the next ones are smaller or larger
const QUICK = 120; // [ms] of a full frame, up to which no coarse one has to come before it

const canvas = document.getElementById("canvas");
const box = document.getElementById("frame");
const stage = document.getElementById("stage");
const context = canvas.getContext("2d");

const sign = document.getElementById("busy");
const LATE = 350; // [ms] after which a sign says that something is being drawn

let wanted = null; // the newest place that is not being drawn yet
let busy = null; // what is being drawn: { isPatient, stop }; a patient one waits for its tiles
let level = 0; // of SCALES
let usual = 0; // [ms] that coarse frames took lately
let whole = QUICK; // [ms] that full frames took lately
let timer = 0;

export function start() {
  on("frame", ({ how }) => want(how));
  on("shown", () => want("edit"));
  on("output", fit);
  on("film", fit);
  new ResizeObserver(fit).observe(stage);
}

// Lay the frame into the stage, as large as it fits.
export function fit() {
  const chosen = store.chosen;
  if (!chosen) return;
  const style = getComputedStyle(stage);
  const room = {
    width: stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
    height: stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom),
  };
  const ratio = window.devicePixelRatio || 1;
  const scale = Math.min(room.width / chosen.width, room.height / chosen.height, 2 / ratio);
  box.style.width = `${Math.max(1, Math.floor(chosen.width * scale))}px`;
  box.style.height = `${Math.max(1, Math.floor(chosen.height * scale))}px`;
}

function want(how) {
  if (!store.chosen) return;
  const coarse = how === "drag" || how === "play" || whole > QUICK;
  wanted = { output: store.output, n: store.frame, shown: store.state.shown, coarse, how };
  if (busy?.isPatient) busy.stop.abort();
  clearTimeout(timer);
  pump();
}

async function pump() {
  if (busy || !wanted) return;
  const task = wanted;
  wanted = null;
  busy = { isPatient: task.how === "later", stop: new AbortController() };
  const began = performance.now();
  const slow = setTimeout(() => { sign.hidden = false; }, LATE);
  try {
    const scale = task.coarse ? SCALES[level] : "1";
    const otherwise = task.how === "later" ? "" : SCALES[level];
    const frame = await fetchFrame({ ...task, scale, otherwise, signal: busy.stop.signal });
    if (frame) paint(frame, task);
    const took = performance.now() - began;
    if (frame && task.coarse) adapt(took);
    else if (frame && frame.scale === "1") whole = Math.min(took, 2 * QUICK) * 0.5 + whole * 0.5;
    task.coarse ||= frame !== null && frame.scale !== "1";
  } catch (error) {
    if (error.name !== "AbortError" && store.isOnline && error.status !== 404) emit("fault", error);
  }
  clearTimeout(slow);
  sign.hidden = true;
  busy = null;
  if (wanted) pump();
  else if (task.coarse) later(task);
}

// Ask for the full frame: at once after a step or an edit, after a rest while it moves.
function later(task) {
  timer = setTimeout(() => {
    if (wanted || busy || (task.how === "play" && document.body.classList.contains("playing"))) return;
    wanted = { ...task, output: store.output, n: store.frame, shown: store.state.shown, coarse: false, how: "later" };
    pump();
  }, task.how === "drag" || task.how === "play" ? REST : 0);
}

function paint({ pixels, width, height, scale }, task) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.putImageData(new ImageData(pixels, width, height), 0, 0);
  Object.assign(canvas.dataset, { frame: task.n, output: task.output, shown: task.shown, scale });
  emit("painted", { ...task, scale, at: performance.now() });
}

// Choose the size of coarse frames so that they come fast enough.
function adapt(took) {
  usual = usual ? usual * 0.7 + took * 0.3 : took;
  if (usual > SLOW && level < SCALES.length - 1) { level += 1; usual = 0; }
  else if (usual && usual < FAST && level > 0) { level -= 1; usual = 0; }
}

// Where a pointer is in the frame, as shares of its width and height.
export function shareAt(event) {
  const place = canvas.getBoundingClientRect();
  return {
    x: Math.min(1, Math.max(0, (event.clientX - place.left) / place.width)),
    y: Math.min(1, Math.max(0, (event.clientY - place.top) / place.height)),
  };
}
