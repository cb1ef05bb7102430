import { ShortLivedMap } from '@englog/runtime';
import { keyOf } from '../attempt';
import type { AttemptRef } from '../attempt';
import type { ProgressUpdate } from './wire';

export interface ProgressRelayOptions {
  /** False when it cannot be sent now (no link, or it is behind): it is kept, coalesced, for the next turn. */
  send(update: ProgressUpdate): boolean;
  /** At most one update an attempt in this time; 250 ms. */
  intervalMs?: number;
  /** Text kept for an attempt while it cannot be sent; older text is dropped first. 64 Ki characters. */
  maxText?: number;
}

/**
 * Progress and text on their way to live followers: the first word of an attempt goes at once, then at most four
 * updates a second, the latest percentage and all text since. Lossy by design when the link is away: the result holds
 * what matters. One timer for all attempts, and none while nothing is said.
 */
export class ProgressRelay {
  readonly #options: Required<ProgressRelayOptions>;
  readonly #waiting = new ShortLivedMap<string, ProgressUpdate>();
  /** What was last said of each attempt, so that text alone does not set its percentage back. */
  readonly #last = new ShortLivedMap<string, { percent: number; message: string }>();
  #recent = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ProgressRelayOptions) {
    this.#options = { intervalMs: 250, maxText: 65_536, ...options };
  }

  progress(ref: AttemptRef, percent: number, message: string): void {
    const whole = Number.isFinite(percent) ? Math.min(100, Math.max(0, Math.round(percent))) : 0;
    const said = this.#waiting.get(keyOf(ref));
    const { text = '', restart = false } = said ?? {};
    this.#put({ ...ref, percent: whole, message: message.slice(0, 500), at: Date.now(), text, restart });
  }

  /** `restart`: the attempt's text so far counts no more, this is its new beginning. */
  chunk(ref: AttemptRef, text: string, { restart } = { restart: false }): void {
    const waiting = this.#waiting.get(keyOf(ref));
    const all = (restart ? '' : (waiting?.text ?? '')) + text;
    const { percent = 0, message = '' } = waiting ?? this.#last.get(keyOf(ref)) ?? {};
    this.#put({
      ...ref,
      percent,
      message,
      at: Date.now(),
      text: all.slice(-this.#options.maxText),
      restart: restart || (waiting?.restart ?? false),
    });
  }

  /** The attempt has ended: the rest of its text goes ahead of its result. */
  end(ref: AttemptRef): void {
    const update = this.#waiting.get(keyOf(ref));
    if (update && (update.text !== '' || update.restart)) this.#options.send(update);
    this.forget(ref);
  }

  /** The attempt is another's by now: nothing more is said of it. */
  forget(ref: AttemptRef): void {
    const key = keyOf(ref);
    this.#waiting.delete(key);
    this.#last.delete(key);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#waiting.clear();
    this.#last.clear();
    this.#recent.clear();
  }

  #put(update: ProgressUpdate): void {
    const key = keyOf(update);
    this.#last.set(key, { percent: update.percent, message: update.message });
    this.#waiting.set(key, update);
    if (!this.#recent.has(key)) this.#send(key, update);
    this.#timer ??= setInterval(() => this.#turn(), this.#options.intervalMs);
  }

  #send(key: string, update: ProgressUpdate): void {
    if (!this.#options.send(update)) return;
    this.#recent.add(key);
    this.#waiting.delete(key);
  }

  #turn(): void {
    this.#recent = new Set();
    if (this.#waiting.size === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    for (const [key, update] of this.#waiting) this.#send(key, update);
  }
}
