// Asking the server: every request of ours carries the key of the session, and learns at once of a lock.
const meta = document.querySelector<HTMLMetaElement>("meta[name=goldseam]");

/** What proves to the server that one of our pages asks; another one after the server was started anew. */
export let key = meta?.content ?? "";
/** For the styles that the editor makes. */
export const nonce = meta?.nonce ?? "";
/** Whether single letters are short cuts. */
export const letters = meta?.dataset["letters"] === "yes";
/** The few sentences that scripts say, in her language. */
export const words = JSON.parse(meta?.dataset["words"] ?? "{}") as Record<"gone" | "failed" | "unkept", string>;

/** The vault is locked: whoever asked may keep what she wrote before the page goes blank. */
export class LockedError extends Error {}
/** The server does not answer. */
export class GoneError extends Error {}
/** The server said no, and why. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly happened: string,
    readonly safe: string,
    readonly next: string,
  ) {
    super(happened);
  }
}

export const LOCKED = 401;
const OLD_KEY = 409;

export interface Sending {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: BodyInit | undefined;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  keepalive?: boolean;
}

async function ask(address: string, wants: "main" | "data", sending: Sending): Promise<Response> {
  let response = await once(address, wants, sending);
  if (response.status === OLD_KEY) {
    key = ((await (await once("/session", "data", {})).json()) as { key: string }).key;
    response = await once(address, wants, sending);
  }
  if (response.status === LOCKED) throw new LockedError();
  if (response.status === 403) throw new GoneError(); // the server was started anew, and has not let this browser in
  return response;
}

async function once(address: string, wants: "main" | "data", sending: Sending): Promise<Response> {
  const headers = { "x-goldseam": wants, "x-goldseam-key": key, ...sending.headers };
  try {
    return await fetch(address, { method: sending.method ?? "GET", credentials: "same-origin", ...sending, headers } as RequestInit);
  } catch (error) {
    if ((error as Error).name === "AbortError") throw error;
    throw new GoneError(); // also where it took too long
  }
}

/** A page of ours as HTML, with where it was in the end (after a change the server sends on). */
export async function page(address: string, sending: Sending = {}): Promise<{ html: string; address: string }> {
  const response = await ask(address, "main", sending);
  return { html: await response.text(), address: response.url };
}

/** What the server knows, as JSON. Throws ProblemError where it says no. */
export async function data<T>(address: string, sending: Sending = {}): Promise<T> {
  const response = await ask(address, "data", sending);
  const told = (await response.json()) as T & { happened?: string; safe?: string; next?: string };
  if (!response.ok) throw new ProblemError(response.status, told.happened ?? "", told.safe ?? "", told.next ?? "");
  return told;
}

/** Says something to a screen reader. */
export function tell(text: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}
