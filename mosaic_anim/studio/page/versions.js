// Two versions of the scene, side by side, with the lines that differ.

import { element } from "./store.js";

const dialog = document.getElementById("both");

export function compare(mine, theirs, { keep, take }) {
  const ours = mine.split("\n"), others = theirs.split("\n");
  const close = (act) => () => { dialog.close(); act?.(); };
  dialog.replaceChildren(
    element("h2", {}, "Two versions of the scene"),
    element("div", { class: "pair" }, side("Yours, in this page", ours, others), side("Theirs, in the file", others, ours)),
    element("footer", {},
      element("button", { onclick: close() }, "Decide later"),
      element("button", { class: "quiet", onclick: close(take) }, "Take theirs"),
      element("button", { class: "primary", onclick: close(keep) }, "Keep mine")),
  );
  dialog.showModal();
}

function side(title, own, other) {
  const known = new Set(other);
  const rows = own.map((line) => element("span", known.has(line) ? {} : { class: "other" }, line));
  return element("div", {}, element("h3", {}, title), element("pre", {}, ...rows));
}
