// Colours of a scene's text, line by line.

const TOKENS = /(#.*$)|("(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)|(\$\{?\w+\}?)|([A-Za-z_][\w-]*)(?=\s*:(?:\s|$))|(?<![\w.#-])([+-]?\d[\d.]*(?:ms|s|f|%|MB|MiB|GB|x\d+)?)(?![\w-])|([{}[\],:]|^\s*-(?=\s))/g;
const KINDS = ["comment", "string", "variable", "key", "number", "mark"];

const escape = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

export function highlightLine(line) {
  let made = "";
  let end = 0;
  for (const match of line.matchAll(TOKENS)) {
    const kind = match.slice(1).findIndex((group) => group !== undefined);
    if (KINDS[kind] === "comment" && match.index > 0 && !/\s/.test(line[match.index - 1])) continue;
    made += escape(line.slice(end, match.index));
    made += `<span class="${KINDS[kind]}">${escape(match[0])}</span>`;
    end = match.index + match[0].length;
    if (KINDS[kind] === "comment") break;
  }
  return made + escape(line.slice(end));
}
