// The page: joins its parts, and passes on what the server says.

import { listen } from "./api.js";
import * as editor from "./editor.js";
import * as inspector from "./inspector.js";
import * as keys from "./keys.js";
import * as player from "./player.js";
import * as problems from "./problems.js";
import * as renders from "./renders.js";
import * as stage from "./stage.js";
import * as timeline from "./timeline.js";
import { choose, clipHere, clock, element, emit, goTo, on, store, toast } from "./store.js";

const get = (id) => document.getElementById(id);

for (const part of [stage, player, timeline, problems, editor, inspector, renders, keys]) part.start();
listen(receive, (isOnline) => {
  store.isOnline = isOnline;
  get("offline").hidden = isOnline || !store.state;
});

function receive(news) {
  if (news.render) emit("render", news.render);
  if (!news.state) return;
  const before = store.state;
  store.state = news.state;
  emit("state");
  veil();
  if (!store.film) return;
  if (store.output >= store.film.outputs.length) store.output = 0;
  const isFirst = !before?.film?.outputs;
  if (isFirst && store.chosen.is_picture) store.frame = store.chosen.first;
  store.frame = Math.min(store.frame, store.last);
  emit("film");
  if (before?.shown !== store.state.shown || isFirst) emit("shown");
}

function veil() {
  const { status, progress, problems: found } = store.state;
  get("veil").hidden = Boolean(store.film);
  get("stale").hidden = !(status === "wrong" && store.film);
  const isWrong = status === "wrong";
  get("veil-what").textContent = isWrong ? "The scene has errors." : progress ? `${progress.what} …` : "Opening the scene …";
  get("veil-progress").hidden = isWrong || !progress;
  get("veil-progress").value = progress ? progress.done / Math.max(1, progress.total) : 0;
  get("veil-count").textContent = isWrong ? (found[0]?.what ?? "")
    : progress ? `${progress.done.toLocaleString("en")} of ${progress.total.toLocaleString("en")}` : "";
}

on("film", () => { tabs(); about(); safe(); });
on("output", () => { tabs(); about(); safe(); });
on("frame", now);
on("film", now);
on("rate", () => { get("speed").textContent = player.player.rate && player.player.rate !== 1 ? `${player.player.rate}×` : ""; });
on("loop", () => get("loop").setAttribute("aria-pressed", String(Boolean(player.player.loop))));
on("fault", (error) => toast(error.message));

function tabs() {
  const { film } = store;
  get("name").textContent = film.name;
  document.title = `${film.name} · studio`;
  get("outputs").replaceChildren(...film.outputs.map((one) => element("button", {
    role: "tab", "aria-selected": String(one.number === store.output), title: one.file,
    onclick: () => choose(one.number),
  }, one.label, element("small", {}, `${one.width}×${one.height}`))));
  get("sound-switch").hidden = !store.chosen.has_sound;
}

function now() {
  if (!store.chosen) return;
  get("time").textContent = clock(store.time);
  get("number").textContent = `frame ${store.frame} of ${store.chosen.frames}`;
  const clip = clipHere();
  get("clip").hidden = !clip;
  get("clip").textContent = clip?.id ?? "";
}

function about() {
  const { film, chosen } = store;
  const facts = [...chosen.landings.map((one) => one.warning || one.text),
    `${film.cols} × ${film.rows} cells from ${film.photos.toLocaleString("en")} photos`, film.chosen, ...film.relaxed];
  get("about").textContent = facts.filter(Boolean).join(" · ");
  get("about").title = facts.filter(Boolean).join("\n");
}

// Draw what the platform covers, and a line around what it leaves free.
function safe() {
  const { safe: edge } = store.chosen;
  const has = Object.values(edge).some((share) => share > 0);
  get("safe-switch").hidden = !has;
  get("safe").hidden = !has || get("safe-switch").getAttribute("aria-pressed") !== "true";
  const p = (share) => `${share * 100}%`;
  const strip = (style) => element("i", { style });
  get("safe").replaceChildren(
    strip({ left: 0, right: 0, top: 0, height: p(edge.top) }),
    strip({ left: 0, right: 0, bottom: 0, height: p(edge.bottom) }),
    strip({ left: 0, width: p(edge.left), top: p(edge.top), bottom: p(edge.bottom) }),
    strip({ right: 0, width: p(edge.right), top: p(edge.top), bottom: p(edge.bottom) }),
    element("b", { style: { left: p(edge.left), right: p(edge.right), top: p(edge.top), bottom: p(edge.bottom) } }),
  );
}

function press(id, act) { get(id).addEventListener("click", act); }

press("play", player.toggle);
press("back", () => keys.step(-1));
press("ahead", () => keys.step(1));
press("to-start", () => goTo(0));
press("to-end", () => goTo(store.last));
press("loop", player.toggleLoop);
for (const [id, act] of [["safe-switch", safe], ["sound-switch", () => player.mute(get("sound-switch").getAttribute("aria-pressed") !== "true")]]) {
  press(id, () => {
    const button = get(id);
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    act();
  });
}
