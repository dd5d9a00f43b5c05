// What is shown: the session's state, and where this page is in the film.

const listeners = new Map();

export const store = {
  state: null, // as the server sent it last
  output: 0,
  frame: 0,
  isOnline: true,
  get film() { return this.state?.film?.outputs ? this.state.film : null; },
  get chosen() { return this.film?.outputs[this.output] ?? null; },
  get last() { return this.chosen ? this.chosen.frames - 1 : 0; },
  get time() { return this.chosen ? this.frame / this.chosen.fps : 0; },
};

export function on(name, listener) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

export function emit(name, value) {
  for (const listener of listeners.get(name) ?? []) listener(value);
}

// Go to a frame. `how` is "rest", "drag" or "play": while it moves, a coarse frame comes at once.
export function goTo(frame, how = "rest") {
  const next = Math.max(0, Math.min(store.last, Math.round(frame)));
  const moved = next !== store.frame;
  store.frame = next;
  emit("frame", { how, moved });
}

export function choose(output) {
  if (output === store.output) return;
  const time = store.time;
  store.output = output;
  const chosen = store.chosen;
  store.frame = chosen.is_picture ? chosen.first : Math.min(store.last, Math.round(time * chosen.fps));
  emit("output");
  goTo(store.frame);
}

// The clip at the playhead: the last one that has begun.
export function clipHere() {
  const clips = store.chosen?.clips ?? [];
  const here = clips.filter((clip) => clip.start <= store.time + 1e-9 && store.time < clip.end - 1e-9);
  return here.at(-1) ?? clips.at(-1) ?? null;
}

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds * 1000));
  const minutes = Math.floor(whole / 60000);
  const rest = String(Math.floor(whole / 1000) % 60).padStart(2, "0");
  return `${minutes}:${rest}.${String(whole % 1000).padStart(3, "0")}`;
}

// What a page remembers; nothing where a browser forbids that to the page within a notebook's.
export function recall(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

export function keep(name, value) {
  try { localStorage.setItem(name, value); } catch { /* it is forgotten */ }
}

let timer = 0;

export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { box.hidden = true; }, 4500);
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "style") Object.assign(made.style, value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}
