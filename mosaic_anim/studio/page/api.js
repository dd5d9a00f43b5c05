// What the page asks of its server. All addresses are relative: they carry the token.

// Within the page of a notebook that comes without encryption from another machine there is no UUID.
export const CLIENT = crypto.randomUUID?.() ?? String(Math.random());

export class ApiError extends Error {
  constructor(status, facts) {
    super(facts.error || `the server answered ${status}`);
    this.status = status;
    this.facts = facts;
  }
}

export async function getJson(path) {
  return answer(await fetch(path, { cache: "no-store" }));
}

export async function send(method, path, facts) {
  const body = facts === undefined ? undefined : JSON.stringify(facts);
  return answer(await fetch(path, { method, body, headers: { "content-type": "application/json" } }));
}

async function answer(response) {
  const text = await response.text();
  let facts = {};
  try { facts = text ? JSON.parse(text) : {}; } catch { facts = { error: text.trim() }; }
  if (!response.ok) throw new ApiError(response.status, facts);
  return facts;
}

let number = 0;

// Fetch a frame as { pixels, width, height, scale }; null where a newer request has replaced this one.
// `otherwise` is the scale of the coarse frame that comes in place of one whose tiles are not read yet.
export async function fetchFrame({ output, n, scale, coarse, otherwise = "", signal }) {
  number += 1;
  const flag = coarse ? "1" : "";
  const query = new URLSearchParams({ output, n, scale, coarse: flag, hasty: flag, otherwise, client: CLIENT, number });
  const response = await fetch(`frame?${query}`, { signal, cache: "no-store" });
  if (response.status === 204) return null;
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  const { headers } = response;
  const [width, height] = [Number(headers.get("x-width")), Number(headers.get("x-height"))];
  const pixels = withAlpha(new Uint8ClampedArray(await response.arrayBuffer()), width * height);
  return { pixels, width, height, scale: headers.get("x-scale") };
}

// Return pixels as a canvas takes them, which of opaque frames come without their alpha.
function withAlpha(pixels, count) {
  if (pixels.length === count * 4) return pixels;
  const whole = new Uint8ClampedArray(count * 4);
  for (let from = 0, to = 0; to < whole.length; from += 3, to += 4) {
    whole[to] = pixels[from];
    whole[to + 1] = pixels[from + 1];
    whole[to + 2] = pixels[from + 2];
    whole[to + 3] = 255;
  }
  return whole;
}

export function thumbAddress({ output, n, scale, shown }) {
  return `frame?${new URLSearchParams({ output, n, scale, shown, coarse: "1", aside: "1", format: "jpg" })}`;
}

// Call back with each new state of the session; connect again whenever the line is cut.
export function listen(onState, onLine) {
  const address = new URL("events", location.href);
  address.protocol = "ws:";
  let wait = 250;
  const connect = () => {
    const socket = new WebSocket(address);
    socket.onopen = () => { wait = 250; onLine(true); };
    socket.onmessage = (event) => onState(JSON.parse(event.data));
    socket.onclose = () => {
      onLine(false);
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 4000);
    };
  };
  connect();
}
