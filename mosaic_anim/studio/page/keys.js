// The keyboard: as in a video editor.

import * as player from "./player.js";
import { goTo, store } from "./store.js";

const KEYS = {
  " ": player.toggle,
  k: player.pause,
  l: () => player.shuttle(1),
  j: () => player.shuttle(-1),
  o: player.toggleLoop,
  ArrowLeft: (event) => step(event.shiftKey ? -10 : -1),
  ArrowRight: (event) => step(event.shiftKey ? 10 : 1),
  ArrowUp: () => edge(-1),
  ArrowDown: () => edge(1),
  Home: () => goTo(0),
  End: () => goTo(store.last),
  s: () => document.getElementById("safe-switch").click(),
  m: () => document.getElementById("sound-switch").click(),
};

export function start() {
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("textarea, input, select, dialog[open]");
    if (writes || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.closest("button")) event.target.blur();
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
}

export function step(count) {
  player.pause();
  goTo(store.frame + count);
}

// Go to where the clip before or after begins.
function edge(direction) {
  const fps = store.chosen?.fps ?? 1;
  const marks = (store.chosen?.clips ?? []).map((clip) => Math.ceil(clip.start * fps - 1e-6));
  const ahead = direction > 0 ? marks.filter((n) => n > store.frame) : marks.filter((n) => n < store.frame);
  if (ahead.length) goTo(direction > 0 ? Math.min(...ahead) : Math.max(...ahead));
}
