// What the page asks of its server. All addresses are relative: they carry the token.

export const CLIENT = crypto.randomUUID();

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

// Fetch a frame as { pixels, width, height }; null where a newer request has replaced this one.
export async function fetchFrame({ output, n, scale, coarse, signal }) {
  number += 1;
  const query = new URLSearchParams({ output, n, scale, coarse: coarse ? "1" : "", hasty: coarse ? "1" : "", client: CLIENT, number });
  const response = await fetch(`frame?${query}`, { signal, cache: "no-store" });
  if (response.status === 204) return null;
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  const pixels = new Uint8ClampedArray(await response.arrayBuffer());
  return {
    pixels,
    width: Number(response.headers.get("x-width")),
    height: Number(response.headers.get("x-height")),
  };
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
