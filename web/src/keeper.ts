// Keeps the page in the vault: a moment after the last key, and at least once a second while she types.
// While the vault is locked the same words go, sealed, into its inbox. What is not kept stays on the page.
import { data, GoneError, LockedError, ProblemError, words } from "./asking";

const PAUSE_MS = 250;
const LONGEST_MS = 900;
const RETRY_MS = 2000;
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
export interface Says {
  saved: string;
  sealed: string;
  waiting: string;
  forked: string;
}
interface Kept {
  id: string;
  seen: number;
  forked?: boolean;
  address?: string;
}

export class Keeper {
  private timer = 0;
  private since = 0;
  private changes = 0;
  private kept = 0;
  private running: Promise<void> | null = null;
  private over = false;

  constructor(
    public id: string,
    private seen: number,
    private readonly from: { entry: string; base: string },
    private readonly sealed: boolean,
    private readonly sheet: () => Sheet,
    private readonly say: (text: string) => void,
    private readonly says: Says,
  ) {}

  /** Something on the page is not what it was. */
  changed(): void {
    this.changes++;
    if (!this.since) this.since = performance.now();
    const wait = Math.min(PAUSE_MS, Math.max(0, this.since + LONGEST_MS - performance.now()));
    this.after(wait);
  }

  /** Whether everything on the page is kept. */
  get isKept(): boolean {
    return this.kept === this.changes;
  }

  /** Keeps what is not kept yet. Throws when that is not possible now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    while (!this.isKept && !this.over) await this.once();
  }

  /** Keeps at the last moment, while the page goes away, as far as a browser lets it. */
  last(): void {
    if (this.isKept || this.over) return;
    const body = this.body();
    if (body.length < KEEPALIVE_BYTES) void data(this.address(), { method: "PUT", body, headers: this.headers(), keepalive: true }).catch(() => undefined);
  }

  /** Ends the page: it becomes an entry. Returns where to go. */
  async finish(): Promise<string> {
    clearTimeout(this.timer);
    await this.running?.catch(() => undefined);
    if (this.sealed) {
      this.changes++;
      await this.flush();
      this.over = true;
      return "/locked";
    }
    const kept = await data<Kept>(`/draft/${this.id}/finish`, { method: "POST", body: this.body(), headers: this.headers() });
    this.over = true;
    return kept.address ?? "/timeline";
  }

  /** There is nothing to keep any more. */
  end(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private after(wait: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (!this.over) this.once().catch(() => this.after(RETRY_MS));
    }, wait);
  }

  private async once(): Promise<void> {
    if (this.running) return this.running;
    this.running = this.send().finally(() => (this.running = null));
    return this.running;
  }

  private async send(): Promise<void> {
    const upTo = this.changes;
    this.since = 0;
    try {
      const got = await this.put();
      this.kept = upTo;
      this.id = got.id;
      this.seen = got.seen;
      if (this.isKept) this.say(got.forked ? this.says.forked : this.sealed ? this.says.sealed : this.says.saved);
      else this.after(PAUSE_MS);
    } catch (error) {
      if (error instanceof ProblemError) this.say(`${error.happened} ${error.safe} ${error.next}`);
      else if (error instanceof GoneError) this.say(words.gone);
      else this.say(this.says.waiting);
      throw error;
    }
  }

  private async put(): Promise<Kept> {
    try {
      return await data<Kept>(this.address(), { method: "PUT", body: this.body(), headers: this.headers() });
    } catch (error) {
      if (!(error instanceof LockedError) || this.sealed) throw error;
      return await data<Kept>(`/sealed/${this.id}`, { method: "PUT", body: this.body() });
    }
  }

  private address(): string {
    return `/${this.sealed ? "sealed" : "draft"}/${this.id}`;
  }

  private body(): string {
    return JSON.stringify({ ...this.sheet(), seen: this.seen });
  }

  private headers(): Record<string, string> {
    return this.from.entry ? { "x-entry": this.from.entry, "x-base": this.from.base } : {};
  }
}
