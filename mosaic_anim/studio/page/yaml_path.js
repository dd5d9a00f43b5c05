// Where in a scene a caret is: the keys above it, and whether a key or a value is written there.

// Return { path, kind, word, after }: keys and "*" for entries of lists; "key" or "value"; what has
// been written of it.
export function contextAt(text) {
  const blocks = []; // { indent, step } of the block style
  const flow = []; // { kind: "{" or "[", key } of the open brackets
  const lines = text.split("\n");
  lines.forEach((line, k) => read(line, k === lines.length - 1, blocks, flow));
  const last = bare(lines.at(-1));
  const word = last.match(/[\w-]*$/)[0];
  const steps = blocks.map(({ step }) => step).filter((step) => step !== null);
  for (const { kind, key } of flow) {
    if (kind === "[") steps.push("*");
    else if (key !== null) steps.push(key);
  }
  const top = flow.at(-1);
  if (top) return { path: steps, kind: top.kind === "{" && top.key === null ? "key" : "value", word };
  const before = last.slice(0, last.length - word.length);
  return { path: steps, kind: /:\s+$/.test(before) || /:\s.*\S\s*$/.test(before) ? "value" : "key", word };
}

// Take the comment off a line, and hide what stands in quotes.
function bare(line) {
  return line.replace(/"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/g, (quoted) => "_".repeat(quoted.length)).replace(/(^|\s)#.*$/, "$1");
}

function read(line, isLast, blocks, flow) {
  let rest = bare(line);
  if (!rest.trim() && !isLast) return;
  if (!flow.length) {
    let indent = rest.match(/^ */)[0].length;
    while (blocks.length && blocks.at(-1).indent >= indent) blocks.pop();
    rest = rest.slice(indent);
    while (/^-(\s|$)/.test(rest)) {
      while (blocks.length && blocks.at(-1).indent >= indent) blocks.pop();
      blocks.push({ indent, step: "*" });
      const gap = rest.match(/^-\s*/)[0].length;
      indent += Math.max(gap, 2);
      rest = rest.slice(gap);
    }
    const key = rest.match(/^([\w-]+)\s*:(?=\s|$)/);
    if (key) {
      blocks.push({ indent, step: key[1] });
      rest = rest.slice(key[0].length);
    }
  }
  scan(rest, flow);
}

function scan(rest, flow) {
  for (const [token, key] of rest.matchAll(/[{[\]},]|([\w-]+)\s*:(?=\s|$|[{[])/g)) {
    const top = flow.at(-1);
    if (token === "{" || token === "[") flow.push({ kind: token, key: null });
    else if (token === "}" || token === "]") flow.pop();
    else if (token === "," && top) top.key = null;
    else if (key && top) top.key = key;
  }
}

// Return the parts of a schema that may stand at a path.
export function schemasAt(schema, path) {
  let found = open(schema, schema);
  for (const step of path) {
    found = found.flatMap((one) => {
      if (step === "*") return one.items ? open(one.items, schema) : [];
      const below = one.properties?.[step];
      return below ? open(below, schema) : [];
    });
  }
  return found;
}

function open(part, schema, depth = 0) {
  if (!part || depth > 8) return [];
  if (part.$ref) {
    const name = part.$ref.split("/").at(-1);
    return open(schema.$defs[name], schema, depth + 1).map((one) => ({ description: part.description, ...one }));
  }
  const choices = part.anyOf ?? part.oneOf;
  if (!choices) return [part];
  return choices.flatMap((one) => open(one, schema, depth + 1)).map((one) => ({ description: part.description, examples: part.examples, ...one }));
}
