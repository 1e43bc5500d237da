// Locking: the page goes blank first, then what is on it is kept, then the vault is locked. Every tab follows.
import { data, LockedError, words } from "./asking";
import { keepAll, leave } from "./modules";
import { say } from "./said";

const POLL_MS = 2000;
const HIDDEN_POLL_MS = 10_000; // nobody sees it, and nothing may be there when somebody does
const CHORD_MS = 900;
const SETTLE_MS = 3000;
type State = "open" | "locked" | "gone" | "unknown";
const tabs = new BroadcastChannel("goldseam");

/** Nothing can be read from here on, whatever else happens. */
export function blank(): void {
  document.documentElement.classList.add("blank");
  getSelection()?.removeAllRanges();
}

/** Blank, kept, locked; in this order. */
export async function lockNow(): Promise<void> {
  blank();
  tabs.postMessage("lock");
  const settled = settle();
  await Promise.race([settled, new Promise((enough) => setTimeout(enough, SETTLE_MS))]);
  try {
    await data("/lock", { method: "POST" }); // what is not kept by then is sealed after it, or waits
  } catch (error) {
    if (!(error instanceof LockedError)) {
      document.documentElement.classList.remove("blank"); // it is not locked, and must not look so
      throw error;
    }
  }
  await settled;
  leave();
  location.replace("/locked");
}

/** Keeps what is on the page, however long it takes: blank, it waits with its words until they are kept. */
async function settle(): Promise<void> {
  for (;;) {
    try {
      await keepAll();
      return;
    } catch {
      say(words.unkept);
      await new Promise((again) => setTimeout(again, POLL_MS));
    }
  }
}

/** Whether the vault is locked, as another tab said that it would be: this one may hear of it before it is. */
async function locksSoon(): Promise<boolean> {
  for (let patience = 30; patience; patience--) {
    const locked = await data<{ locked: boolean }>("/state").then(
      (state) => state.locked,
      (error) => error instanceof LockedError,
    );
    if (locked) return true;
    await new Promise((done) => setTimeout(done, 300));
  }
  return false;
}

/** Calls back whenever the vault was found open, locked, or the server gone; unknown while that is asked, where it was
 *  not for a while. Returns how to stop. */
export function watchState(told: (state: State) => void): () => void {
  let going = true;
  let last = performance.now();
  const look = async (): Promise<void> => {
    if (!going) return;
    last = performance.now();
    let state: State;
    try {
      state = (await data<{ locked: boolean }>("/state")).locked ? "locked" : "open";
    } catch (error) {
      state = error instanceof LockedError ? "locked" : "gone";
    }
    if (going) told(state);
  };
  const timer = setInterval(() => {
    if (document.visibilityState === "visible" || performance.now() - last > HIDDEN_POLL_MS) void look();
  }, POLL_MS);
  const shown = (): void => {
    if (document.visibilityState === "hidden") return;
    if (performance.now() - last > POLL_MS) told("unknown");
    void look();
  };
  document.addEventListener("visibilitychange", shown);
  return () => {
    going = false;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", shown);
  };
}

/** Watches from a page with words on it: blank as soon as the vault is locked, by whomever. */
export function startLocking(): void {
  let following = false;
  const follow = async (isLocked: boolean): Promise<void> => {
    blank();
    if (following) return;
    following = true;
    if (!isLocked) await keepAll().catch(() => undefined);
    if (isLocked || (await locksSoon())) {
      await settle();
      leave();
      location.replace("/locked");
    } else {
      following = false;
      document.documentElement.classList.remove("blank");
    }
  };
  tabs.addEventListener("message", () => void follow(false));
  watchState((state) => {
    document.documentElement.classList.toggle("veiled", state === "unknown");
    if (state !== "locked") return;
    if (!following) tabs.postMessage("lock"); // tabs that nobody sees are let ask seldom
    void follow(true);
  });
  let shifts: number[] = [];
  document.addEventListener("keydown", (event) => {
    const now = performance.now();
    shifts = event.key === "Shift" && !event.repeat ? [...shifts.filter((at) => now - at < CHORD_MS), now] : [];
    if (shifts.length === 3) void lockNow();
  });
  document.addEventListener("submit", (event) => {
    if ((event.target as HTMLElement).dataset["lock"] === undefined) return;
    event.preventDefault();
    void lockNow();
  });
  // A page that the browser kept in memory must not come back after a lock.
  addEventListener("pagehide", blank);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
