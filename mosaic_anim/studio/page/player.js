// Playing: the clock decides which frame it is; frames that would come too late are skipped.

import { clipHere, emit, goTo, on, store } from "./store.js";

let rate = 0;
let began = { at: 0, time: 0 };
let loop = null; // { start, end } of the clip that is played again and again
let isMuted = false;
const sound = document.getElementById("sound");
let heard = ""; // the facts about the sound, as they were last
let gain = null;

export const player = {
  get isPlaying() { return rate !== 0; },
  get rate() { return rate; },
  get loop() { return loop; },
};

export function start() {
  on("film", () => { loadSound(); followClip(); });
  on("frame", ({ how }) => { if (how !== "play" && rate) resume(); });
  on("output", () => { loop = null; emit("loop"); });
}

export function toggle() {
  if (rate) pause();
  else play(1);
}

export function play(speed) {
  if (!store.chosen) return;
  const [first, last] = bounds();
  if (speed > 0 && store.frame >= last) goTo(first);
  if (speed < 0 && store.frame <= first) goTo(last);
  const wasStill = rate === 0;
  rate = speed;
  resume();
  document.body.classList.add("playing");
  emit("rate", rate);
  if (wasStill) requestAnimationFrame(tick);
}

export function pause() {
  if (!rate) return;
  rate = 0;
  sound.pause();
  document.body.classList.remove("playing");
  emit("rate", rate);
  goTo(store.frame);
}

// J and L: slower, faster, and the other way.
export function shuttle(direction) {
  const same = Math.sign(rate) === direction;
  play(same ? direction * Math.min(4, Math.abs(rate) * 2) : direction);
}

export function toggleLoop() {
  const clip = clipHere();
  loop = loop || !clip ? null : { id: clip.id, start: clip.start, end: clip.end };
  if (loop && (store.time < loop.start || store.time >= loop.end)) goTo(bounds()[0]);
  emit("loop");
}

// An edit has changed the clip that is played again and again.
function followClip() {
  if (!loop) return;
  const clip = store.chosen?.clips.find(({ id }) => id === loop.id);
  loop = clip ? { id: clip.id, start: clip.start, end: clip.end } : null;
  emit("loop");
}

export function mute(muted) {
  isMuted = muted;
  sound.muted = muted;
  if (rate) playSound();
}

function bounds() {
  if (!loop) return [0, store.last];
  const fps = store.chosen.fps;
  return [Math.ceil(loop.start * fps - 1e-6), Math.max(0, Math.ceil(loop.end * fps - 1e-6) - 1)];
}

function resume() {
  began = { at: performance.now(), time: store.time };
  playSound();
}

function tick() {
  if (!rate || !store.chosen) return;
  const { fps } = store.chosen;
  const [first, last] = bounds();
  const at = (began.time + ((performance.now() - began.at) / 1000) * rate) * fps;
  let n = rate > 0 ? Math.floor(at + 1e-6) : Math.ceil(at - 1e-6); // each is shown for its time, either way
  if (n > last || n < first) {
    if (!loop && !store.chosen.loops) {
      goTo(n > last ? last : first, "play");
      pause();
      return;
    }
    n = n > last ? first : last;
    goTo(n, "play");
    resume();
  } else if (n !== store.frame) goTo(n, "play");
  fade();
  requestAnimationFrame(tick);
}

function loadSound() {
  const facts = store.film?.sound;
  const now = JSON.stringify(facts ?? null);
  if (now === heard) return;
  heard = now;
  const address = facts ? `sound?${facts.version}` : "";
  if (address !== (sound.getAttribute("src") ?? "")) {
    if (address) sound.src = address;
    else sound.removeAttribute("src");
  }
  if (rate) playSound();
}

function playSound() {
  const facts = store.film?.sound;
  if (!facts || !store.chosen?.has_sound || rate !== 1 || isMuted) { sound.pause(); return; }
  let time = facts.offset + store.time;
  if (facts.loop && sound.duration) time %= sound.duration; // a loop goes on with the file's start
  if (sound.duration && time >= sound.duration) { sound.pause(); return; }
  sound.loop = facts.loop;
  sound.currentTime = time;
  louder(facts.gain);
  fade();
  sound.play().catch(() => {});
}

// The gain of a scene may exceed 1, which an audio element alone cannot.
function louder(decibels) {
  if (decibels <= 0 || gain) return;
  const audio = new AudioContext();
  gain = audio.createGain();
  audio.createMediaElementSource(sound).connect(gain).connect(audio.destination);
  sound.volume = 1;
}

function fade() {
  const facts = store.film?.sound;
  if (!facts || sound.paused) return;
  const left = store.chosen.duration - store.time;
  const up = facts.fade_in ? Math.min(1, store.time / facts.fade_in) : 1;
  const down = facts.fade_out ? Math.min(1, Math.max(0, left / facts.fade_out)) : 1;
  const level = 10 ** (facts.gain / 20) * up * down;
  if (gain) gain.gain.value = level;
  else sound.volume = Math.min(1, level);
}
