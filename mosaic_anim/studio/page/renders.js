// Renders: started by a button, with their progress, a cancel, and links to what was written.

import { send } from "./api.js";
import { isDirty, save } from "./editor.js";
import { element, on, toast } from "./store.js";

const box = document.getElementById("renders");
let isClosed = true;
let command = "render";
let status = "";

export function start() {
  document.getElementById("render").addEventListener("click", () => run("render"));
  document.getElementById("estimate").addEventListener("click", () => run("estimate"));
  on("render", (state) => {
    if (state.status === "running" && status !== "running") isClosed = false;
    status = state.status;
    draw(state);
  });
}

async function run(what, more = {}) {
  if (isDirty() && !(await save())) { toast("Save the scene first: a render reads its file."); return; }
  command = what;
  isClosed = false;
  try { await send("POST", "render", { command: what, ...more }); } catch (error) { toast(error.message); }
}

function draw(state) {
  for (const id of ["render", "estimate"]) document.getElementById(id).disabled = state.status === "running";
  if (isClosed) { box.replaceChildren(); return; }
  const isEstimate = state.files.some((file) => file.event.startsWith("estimate")) || (command === "estimate" && !state.files.length);
  const title = {
    running: isEstimate ? "Estimating" : "Rendering", done: isEstimate ? "Estimate" : "Rendered",
    failed: "It could not be rendered", cancelled: "Cancelled",
  }[state.status];
  const head = element("div", { class: "head" }, element("b", {}, title));
  if (state.status === "running") {
    head.append(element("button", { class: "quiet", id: "cancel", onclick: () => send("DELETE", "render") }, "Cancel"));
  } else head.append(element("button", { "aria-label": "Close", onclick: () => { isClosed = true; box.replaceChildren(); } }, "✕"));
  const parts = [head];
  if (state.status === "running") parts.push(...bar(state.progress));
  if (state.status === "cancelled") parts.push(element("p", { class: "what" }, "What is finished stays: the next render goes on from there."));
  parts.push(...state.errors.map((text) => element("p", { class: "fault" }, text.replace(/^error: /, ""))));
  if (state.errors.some((text) => text.includes("--overwrite"))) {
    parts.push(element("button", { class: "primary", onclick: () => run("render", { overwrite: true }) }, "Replace the file"));
  }
  const list = element("ul", {}, ...state.files.map((file) => (isEstimate ? estimate(file) : link(file))));
  if (state.files.length) parts.push(list);
  box.replaceChildren(element("div", { class: `card ${state.status}` }, ...parts));
}

function bar(progress) {
  const meter = element("progress", { max: "1" });
  if (!progress) return [meter, element("p", { class: "what" }, "starting …")];
  meter.value = progress.done / Math.max(1, progress.total);
  const text = `${progress.what}: ${progress.done.toLocaleString("en")} of ${progress.total.toLocaleString("en")}`;
  return [meter, element("p", { class: "what" }, text)];
}

function link(file) {
  const how = file.already_done ? "was there already" : `${file.drawn} of ${file.segments} segments made now`;
  const name = file.name.includes("#") ? element("span", {}, file.name)
    : element("a", { href: `file/${file.number}`, target: "_blank", title: file.file }, file.name);
  return element("li", { title: how }, name, element("span", { class: "soft" }, `${amount(file.bytes)} · ${how}`));
}

function estimate(file) {
  if (file.event === "estimated") {
    const parts = [file.seconds === null ? "" : `about ${seconds(file.seconds)}`, `up to ${amount(file.memory)} of memory`];
    return element("li", {}, element("b", {}, "In all"), element("span", { class: "soft" }, parts.filter(Boolean).join(", ")));
  }
  const parts = [file.already_done ? "already done" : file.seconds === null ? "" : seconds(file.seconds),
    file.bytes ? amount(file.bytes) : "", file.refused];
  return element("li", { title: file.file }, element("span", {}, file.name),
    element("span", { class: "soft" }, parts.filter(Boolean).join(" · ")));
}

function seconds(count) {
  return count < 90 ? `${Math.max(1, Math.round(count))} s` : `${Math.round(count / 60)} min`;
}

function amount(count) {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} GB`;
  return count >= 1e6 ? `${(count / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(count / 1e3))} kB`;
}
