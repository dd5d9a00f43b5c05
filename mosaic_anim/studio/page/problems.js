// The list of problems, each leading to its line.

import { element, emit, on, store } from "./store.js";

const box = document.getElementById("problems");

export function start() {
  on("state", draw);
}

function draw() {
  const { problems, status } = store.state;
  if (!problems.length) {
    const text = status === "ready" ? "No problems." : "";
    box.replaceChildren(...(text ? [element("p", {}, text)] : []));
    return;
  }
  box.replaceChildren(...problems.map((problem) => {
    const place = problem.line ? `${problem.line}:${problem.col}` : problem.place;
    const said = element("b", {}, problem.what);
    if (problem.remedy) said.append(element("small", {}, problem.remedy));
    return element("button", {
      class: problem.severity, "data-line": problem.line,
      onclick: () => problem.line && emit("line", problem),
    }, element("span", { class: "sign", title: problem.severity }), said, element("i", {}, place));
  }));
}
