// Completion: keys and values that the scene's schema knows at the caret.

import { getJson } from "./api.js";
import { contextAt, schemasAt } from "./yaml_path.js";
import { element } from "./store.js";

const MOST = 60;

export class Completion {
  constructor(area, onChange) {
    this.area = area;
    this.onChange = onChange;
    this.box = element("div", { class: "complete", role: "listbox", hidden: "" });
    this.schema = null;
    this.offers = [];
    this.chosen = 0;
    area.addEventListener("input", (event) => {
      const isTyped = event.inputType === "insertText" && /[\w ]/.test(event.data ?? "");
      if (isTyped) this.suggest();
      else this.close();
    });
    for (const name of ["click", "blur"]) area.addEventListener(name, () => this.close());
    area.addEventListener("focus", () => this.load(), { once: true });
  }

  async load() {
    this.schema ??= await getJson("schema").catch(() => null);
  }

  close() {
    this.box.hidden = true;
    this.offers = [];
  }

  async suggest(isAsked = false) {
    await this.load();
    const { selectionStart, value } = this.area;
    if (!this.schema || selectionStart !== this.area.selectionEnd) return;
    const { path, kind, word } = contextAt(value.slice(0, selectionStart));
    const isOpen = isAsked || word.length > 0 || kind === "value";
    const all = isOpen ? offersAt(this.schema, path, kind) : [];
    this.offers = all.filter(({ name }) => name.startsWith(word) && (isAsked || name !== word)).slice(0, MOST);
    this.word = word;
    this.kind = kind;
    this.chosen = 0;
    if (this.offers.length) this.show();
    else this.close();
  }

  show() {
    const { value, selectionStart, scrollLeft, scrollTop } = this.area;
    const before = value.slice(0, selectionStart - this.word.length).split("\n");
    this.box.replaceChildren(...this.offers.map(({ name, about }, k) => element("div", {
      role: "option", "aria-selected": String(k === this.chosen),
      onpointerdown: (event) => { event.preventDefault(); this.take(k); },
    }, name, element("small", {}, about ?? ""))));
    this.box.hidden = false;
    const wide = width(this.area);
    const room = this.area.clientWidth - this.box.offsetWidth - 8;
    this.box.style.left = `${Math.max(4, Math.min(room, 10 + before.at(-1).length * wide - scrollLeft))}px`;
    const top = 8 + before.length * 20 - scrollTop + 2;
    const fits = top + this.box.offsetHeight < this.area.clientHeight;
    this.box.style.top = `${fits ? top : Math.max(2, top - this.box.offsetHeight - 26)}px`;
    this.box.children[this.chosen]?.scrollIntoView({ block: "nearest" });
  }

  // The text was scrolled, also by what is typed at its edge.
  follow() {
    if (this.box.hidden) return;
    const { value, selectionStart, scrollTop, clientHeight } = this.area;
    const top = (value.slice(0, selectionStart).split("\n").length - 1) * 20 - scrollTop;
    if (top < 0 || top > clientHeight) this.close();
    else this.show();
  }

  // Take a key that was pressed; return whether it was for the list.
  key(event) {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); this.suggest(true); return true; }
    if (this.box.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.chosen = (this.chosen + step + this.offers.length) % this.offers.length;
      this.show();
    } else if (event.key === "Enter" || event.key === "Tab") this.take(this.chosen);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  take(k) {
    const { name } = this.offers[k];
    const text = name.slice(this.word.length) + (this.kind === "key" ? ": " : "");
    this.close();
    this.area.focus();
    document.execCommand("insertText", false, text);
    this.close();
    this.onChange();
  }
}

function offersAt(schema, path, kind) {
  const found = new Map();
  for (const part of schemasAt(schema, path)) {
    if (kind === "key") {
      for (const [name, below] of Object.entries(part.properties ?? {})) {
        if (!found.has(name)) found.set(name, { name, about: below.description });
      }
    } else for (const name of values(part)) if (!found.has(name)) found.set(name, { name, about: "" });
  }
  return [...found.values()];
}

function values(part) {
  if (part.enum) return part.enum.map(String);
  if (part.const !== undefined) return [String(part.const)];
  if (part.type === "boolean") return ["true", "false"];
  return [];
}

let measured = 0;

function width(area) {
  if (!measured) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = getComputedStyle(area).font;
    measured = context.measureText("m".repeat(100)).width / 100;
  }
  return measured;
}
