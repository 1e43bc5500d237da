// Keeps the page in the vault: a moment after the last key, and at least once a second while she types.
// While the vault is locked the same words go, sealed, into its inbox. What is not kept stays on the page.
import { data, GoneError, LockedError, ProblemError, words } from "./asking";

const PAUSE_MS = 250;
const LONGEST_MS = 900;
const RETRY_MS = 2000;
const CALM_MS = 500; // so long nothing is typed before the page says that it is saved: it must not flicker
const SLOW_MS = 3000; // after that a saving that is under way is said to be none
const PATIENCE_MS = 20_000;
const PATIENCE_MS_A_MIB = 2_000;
const KEEPALIVE_BYTES = 60_000; // browsers let a page that goes away send 64 KiB

export interface Sheet {
  text: string;
  title: string;
  journal: string;
  tags: string[];
  starred: boolean;
  about: string;
  zone: string;
  undo: string;
}
/** What became of a page: see src/goldseam/page/pages/write.py. */
export type Fate = "" | "forked" | "parted" | "merged" | "trashed";
export interface Says extends Record<Exclude<Fate, "">, string> {
  saved: string;
  sealed: string;
  waiting: string;
}
interface Kept {
  id: string;
  seen: number;
  fate?: Fate;
  foot?: string;
  today?: boolean;
  unread?: string;
}
/** What became of a page that was ended; `unread` says what was not understood, and then it goes on. */
export interface Finished {
  address: string;
  fate: Fate;
  unread?: string;
  id?: string;
  seen?: number;
}
/** What the page shows of all this. */
export interface Shown {
  /** Whether everything is kept; `calm` once nothing was typed for a moment. */
  kept(text: string): void;
  pending(): void;
  failing(text: string): void;
  /** Something she must know, that stays until it is something else. */
  note(text: string): void;
  foot(day: string, isToday: boolean): void;
}

export class Keeper {
  private readonly hand = crypto.randomUUID();
  private timer = 0;
  private calm = 0;
  private since = 0;
  private changes = 0;
  private keptChanges = 0;
  private lastChanges = 0;
  private turn = 0;
  private running: Promise<void> | null = null;
  private sealedAs = "";
  private unread = "";
  private over = false;
  private failing = false;

  constructor(
    public id: string,
    public seen: number,
    private readonly from: { entry: string; base: string },
    private readonly sealed: boolean,
    private readonly sheet: () => Sheet,
    private readonly shown: Shown,
    private readonly says: Says,
  ) {}

  /** Something on the page is not what it was. */
  changed(): void {
    this.changes++;
    this.since ||= performance.now();
    clearTimeout(this.calm);
    if (!this.failing) this.shown.pending();
    this.after(Math.min(PAUSE_MS, Math.max(0, this.since + LONGEST_MS - performance.now())));
  }

  /** Whether everything on the page is kept. */
  get isKept(): boolean {
    return this.keptChanges === this.changes;
  }

  /** Whether a page that goes away now can still send what is not kept. */
  get canGo(): boolean {
    return this.isKept || (!this.failing && this.body(false).length < KEEPALIVE_BYTES);
  }

  /** Keeps what is not kept yet. Throws when that is not possible now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    try {
      while (!this.isKept && !this.over) await this.once();
    } catch (error) {
      this.after(RETRY_MS);
      throw error;
    }
  }

  /** Keeps at the last moment, while the page goes away, as far as a browser lets it. */
  last(): void {
    if (this.isKept || this.over || this.lastChanges === this.changes) return;
    this.lastChanges = this.changes;
    const whole = this.body();
    const body = whole.length < KEEPALIVE_BYTES ? whole : this.body(false);
    if (body.length >= KEEPALIVE_BYTES) return;
    void data(this.address(), { method: "PUT", body, headers: this.headers(), keepalive: true }).catch(() => undefined);
  }

  /** Tries at once what failed before: the server may be back. */
  again(): void {
    if (this.failing && !this.over) this.after(0);
  }

  /** Ends the page: it becomes an entry. Says where to go; "" is to the locked page. */
  async finish(): Promise<Finished> {
    clearTimeout(this.timer);
    clearTimeout(this.calm); // what is said of the end must not be followed by a "saved" from before it
    await this.running?.catch(() => undefined);
    if (this.sealed) {
      this.changes++;
      await this.flush();
      if (!this.unread) this.end();
      return { address: "", fate: "", unread: this.unread };
    }
    const body = this.body();
    const finished = await data<Finished>(`/draft/${this.id}/finish`, {
      method: "POST",
      body,
      headers: this.headers(),
      signal: patience(body),
    }).catch((error: unknown) => {
      if (!this.isKept) this.after(RETRY_MS); // the page goes on, and is kept as soon as that is possible
      throw error;
    });
    if (finished.unread) {
      this.id = finished.id ?? this.id;
      this.seen = finished.seen ?? this.seen;
    } else this.end();
    return finished;
  }

  /** Forgets the page: nothing of it is kept, and nothing more will be. */
  async discard(): Promise<Finished> {
    clearTimeout(this.timer);
    await this.running?.catch(() => undefined);
    const gone = await data<Finished>(`/draft/${this.id}/discard`, { method: "POST" });
    this.end();
    return gone;
  }

  /** There is nothing to keep any more. */
  end(): void {
    this.over = true;
    clearTimeout(this.timer);
    clearTimeout(this.calm);
  }

  private after(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (!this.over) this.once().catch(() => this.after(RETRY_MS));
    }, wait);
  }

  private once(): Promise<void> {
    this.running ??= this.send().finally(() => (this.running = null));
    return this.running;
  }

  private async send(): Promise<void> {
    const upTo = this.changes;
    this.since = 0;
    const slow = setTimeout(() => this.fail(this.says.waiting), SLOW_MS);
    try {
      const got = await this.put();
      this.failing = false;
      this.keptChanges = upTo;
      this.seen = got.seen;
      if (got.fate) this.shown.note(this.says[got.fate]);
      this.unread = got.unread ?? "";
      if (got.foot && !got.unread) this.shown.foot(got.foot, got.today ?? false);
      if (this.isKept) this.calm = window.setTimeout(() => this.settled(), CALM_MS);
      else this.after(PAUSE_MS);
    } catch (error) {
      if (error instanceof ProblemError) this.fail(`${error.happened} ${error.safe} ${error.next}`);
      else this.fail(error instanceof GoneError ? words.gone : this.says.waiting);
      throw error;
    } finally {
      clearTimeout(slow);
    }
  }

  private settled(): void {
    if (this.isKept) this.shown.kept(this.sealedAs ? this.says.sealed : this.says.saved);
  }

  private fail(text: string): void {
    this.failing = true;
    clearTimeout(this.calm);
    this.shown.failing(text);
  }

  private async put(): Promise<Kept> {
    const body = this.body();
    if (!this.sealed) {
      try {
        const kept = await data<Kept>(this.address(), { method: "PUT", body, headers: this.headers(), signal: patience(body) });
        this.id = kept.id;
        this.sealedAs = "";
        return kept;
      } catch (error) {
        if (!(error instanceof LockedError)) throw error;
      }
    }
    const headers = { "x-sealed": this.sealedAs ? "yes" : "no" };
    const kept = await data<Kept>(`/sealed/${this.sealedAs || this.id}`, { method: "PUT", body, headers, signal: patience(body) });
    this.sealedAs = kept.id;
    return kept;
  }

  private address(): string {
    return this.sealed ? `/sealed/${this.sealedAs || this.id}` : `/draft/${this.id}`;
  }

  private body(withUndo = true): string {
    const sheet = this.sheet();
    if (!withUndo) sheet.undo = "";
    return JSON.stringify({ ...sheet, seen: this.seen, hand: this.hand, turn: ++this.turn });
  }

  private headers(): Record<string, string> {
    if (this.sealed) return { "x-sealed": this.sealedAs ? "yes" : "no" };
    return this.from.entry ? { "x-entry": this.from.entry, "x-base": this.from.base } : {};
  }
}

/** A server that sleeps answers nothing, and a request to it would never end. */
function patience(body: string): AbortSignal {
  return AbortSignal.timeout(PATIENCE_MS + (body.length / 2 ** 20) * PATIENCE_MS_A_MIB);
}
