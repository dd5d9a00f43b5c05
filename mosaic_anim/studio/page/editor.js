// The editor: the scene's text, saved as it is written, never over a newer file.

import { ApiError, send } from "./api.js";
import { Completion } from "./completion.js";
import { highlightLine } from "./highlight.js";
import { element, emit, keep, on, recall, store, toast } from "./store.js";
import { compare } from "./versions.js";

const PAUSE = 350; // [ms] without a key, after which the text is saved

const box = document.getElementById("editor");
const lines = element("div", { class: "lines", "aria-hidden": "true" });
const colors = element("pre", { "aria-hidden": "true" });
const area = element("textarea", {
  spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", "aria-label": "The scene's text",
});
const saveButton = document.getElementById("save");
const autosave = document.getElementById("autosave");
const saved = document.getElementById("saved");
const conflict = document.getElementById("conflict");

let base = null; // { text, version } of the file that the text began with
let since = 0; // number of the first state that knows what was written from here
let isSaving = false;
let timer = 0;
let shownLines = 0;
const completion = new Completion(area, () => changed());

export function start() {
  const text = element("div", { class: "text-box" }, colors, area);
  box.replaceChildren(lines, text);
  text.append(completion.box);
  area.addEventListener("input", changed);
  area.addEventListener("scroll", scroll);
  area.addEventListener("keydown", key);
  for (const name of ["keyup", "click", "focus", "blur"]) area.addEventListener(name, marks);
  saveButton.addEventListener("click", () => save());
  autosave.checked = recall("autosave") !== "off";
  autosave.addEventListener("change", () => {
    keep("autosave", autosave.checked ? "on" : "off");
    if (autosave.checked && isDirty()) save();
  });
  on("state", receive);
  on("line", ({ line, col }) => goToLine(line, col));
  on("edit", edit);
  window.addEventListener("beforeunload", (event) => { if (isDirty()) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); save(); }
  });
}

export const isDirty = () => base !== null && area.value !== base.text;

// Follow the file, unless something here would be lost by it.
function receive() {
  const { file, number } = store.state;
  if (number >= since && !isSaving) follow(file);
  marks();
}

function follow(file) {
  if (base === null) take(file);
  else if (file.version === base.version) settle();
  else if (file.fault) offerLost(file);
  else if (!isDirty() || area.value === file.text) take(file);
  else offer(file);
}

// Show the text of the file; nothing is written where it is not known.
function take(file) {
  const { selectionStart, selectionEnd, scrollTop } = area;
  base = { text: file.text, version: file.version };
  area.readOnly = Boolean(file.fault) && !file.is_gone;
  if (area.value !== file.text) {
    area.value = file.text;
    area.setSelectionRange(selectionStart, selectionEnd);
    area.scrollTop = scrollTop;
  }
  conflict.hidden = true;
  draw();
  status(file.fault);
}

// The file holds again what the text began with.
function settle() {
  if (conflict.hidden) return;
  conflict.hidden = true;
  changed();
}

function changed() {
  draw();
  saveButton.disabled = !isDirty();
  clearTimeout(timer);
  if (!isDirty()) { status("saved"); return; }
  status("not saved");
  if (autosave.checked && conflict.hidden) timer = setTimeout(save, PAUSE);
}

export async function save(over) {
  if (base === null || isSaving || (!over && (!isDirty() || !conflict.hidden))) return false;
  clearTimeout(timer);
  isSaving = true;
  const text = area.value;
  try {
    const { version, number } = await send("PUT", "scene", { text, based_on: over ? over.version : base.version });
    since = number;
    base = { text, version };
    conflict.hidden = true;
    status(isDirty() ? "not saved" : "saved");
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) {
      since = error.facts.number;
      offer(error.facts.current);
    } else status(error instanceof ApiError ? error.message : "not saved: the studio does not answer");
    return false;
  } finally {
    isSaving = false;
    saveButton.disabled = !isDirty();
    receive(); // what came meanwhile
    if (isDirty() && autosave.checked && conflict.hidden) timer = setTimeout(save, PAUSE);
  }
}

function offer(current) {
  if (current.fault) { offerLost(current); return; }
  ask("The file has been changed by another program, and so have you.", [
    ["Compare", () => compare(area.value, current.text, { keep: () => save(current), take: () => takeTheirs(current) })],
    ["Keep mine", () => save(current)],
    ["Take theirs", () => takeTheirs(current)],
  ]);
}

function offerLost(current) {
  const what = current.fault[0].toUpperCase() + current.fault.slice(1);
  const isKnown = current.is_gone || current.version;
  ask(`${what}. Your text is still here.`, isKnown ? [[current.is_gone ? "Write it again" : "Replace it", () => save(current)]] : []);
}

function ask(question, answers) {
  const buttons = answers.map(([name, act]) => element("button", { onclick: act }, name));
  conflict.replaceChildren(element("span", {}, question), ...buttons);
  conflict.hidden = false;
  status("not saved");
}

// Take the text of the file in place of one's own, which undo brings back.
function takeTheirs(current) {
  replace(current.text);
  take(current);
}

// Let the server change one place of the text, then save it.
async function edit(what) {
  try {
    const { text } = await send("POST", "edit", { ...what, text: area.value });
    replace(text);
    if (!conflict.hidden) return;
    await save();
  } catch (error) {
    emit("film");
    toast(error.message);
  }
}

// Replace what differs, so that the browser's undo still works.
function replace(text) {
  const before = area.value;
  let start = 0;
  while (start < before.length && before[start] === text[start]) start += 1;
  let tail = 0;
  while (tail < Math.min(before.length, text.length) - start && before.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  const active = document.activeElement;
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, before.length - tail);
  const inserted = text.slice(start, text.length - tail);
  const isDone = inserted ? document.execCommand("insertText", false, inserted) : document.execCommand("delete");
  if (!isDone || area.value !== text) area.value = text;
  if (active !== area) active?.focus?.({ preventScroll: true });
  draw();
  reveal(text.slice(0, start).split("\n").length);
}

function key(event) {
  if (completion.key(event)) return;
  if (event.key === "Tab" && !event.shiftKey && !event.ctrlKey) {
    event.preventDefault();
    document.execCommand("insertText", false, "  ");
  } else if (event.key === "Enter" && !event.ctrlKey) {
    const before = area.value.slice(0, area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const indent = line.match(/^\s*(- )?/)[0].replace("-", " ");
    const more = /:\s*$/.test(line) ? "  " : "";
    if (indent || more) { event.preventDefault(); document.execCommand("insertText", false, `\n${indent}${more}`); }
  } else if (event.key === "Escape") area.blur();
}

export function goToLine(line, col = 1) {
  const starts = area.value.split("\n").slice(0, Math.max(0, line - 1));
  const at = starts.reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, (col || 1) - 1);
  area.focus({ preventScroll: true });
  area.setSelectionRange(at, at);
  reveal(line);
  marks();
}

function reveal(line) {
  const top = (line - 1) * 20;
  if (top < area.scrollTop + 20 || top > area.scrollTop + area.clientHeight - 60) area.scrollTop = Math.max(0, top - area.clientHeight / 2);
}

function draw() {
  const rows = area.value.split("\n");
  colors.innerHTML = rows.map((line) => `<span class="row">${highlightLine(line) || " "}</span>`).join("");
  if (rows.length !== shownLines) {
    shownLines = rows.length;
    lines.replaceChildren(...rows.map((_, k) => element("span", {}, String(k + 1))));
  }
  marks();
  place();
}

// Mark the lines of problems, and the one with the caret.
function marks() {
  const found = new Map();
  for (const { line, severity } of store.state?.problems ?? []) {
    if (line && severity !== "note" && found.get(line) !== "error") found.set(line, severity);
  }
  const here = document.activeElement === area ? area.value.slice(0, area.selectionStart).split("\n").length : 0;
  [...colors.children].forEach((row, k) => {
    row.className = `row ${found.get(k + 1) ?? ""}${here === k + 1 ? " here" : ""}`;
    if (lines.children[k]) lines.children[k].className = found.get(k + 1) ?? "";
  });
}

function scroll() {
  place();
  completion.follow();
}

function place() {
  colors.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
  lines.scrollTop = area.scrollTop;
}

function status(text) {
  saved.textContent = text;
  document.getElementById("file").textContent = store.state?.name || "scene.yaml";
}
