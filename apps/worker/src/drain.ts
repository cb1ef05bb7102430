import type { Logger } from '@englog/runtime';
import type { Link } from './link/link';
import type { Outbox } from './link/outbox';
import type { Slots } from './slots';

export interface DrainOptions {
  slots: Slots;
  link: Link;
  outbox: Outbox;
  /** For everything. */
  graceMs: number;
  /** Aborted: no grace is left. */
  hurry: AbortSignal;
  log: Logger;
}

/** Kept of the grace for handing back and for the last receipts. */
const handBackMs = 2_000;
/** And for closing what is open. */
const closingMs = 500;

/** Aborts when the time is up or the signal does; `end` lets go of both. */
const until = (ms: number, hurry: AbortSignal): { signal: AbortSignal; end(): void } => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, ms);
  if (hurry.aborted) abort();
  hurry.addEventListener('abort', abort, { once: true });
  const end = (): void => {
    clearTimeout(timer);
    hurry.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, end };
};

/**
 * Takes nothing more and tells the API; lets attempts finish within the grace; hands back the rest, unspent; waits for the
 * last receipts if there is somebody to give them. What gets none is the outbox's to keep.
 */
export const drain = async ({ slots, link, outbox, graceMs, hurry, log }: DrainOptions): Promise<void> => {
  slots.close();
  link.beat();
  const grace = until(Math.max(0, graceMs - handBackMs - closingMs), hurry);
  const finished = await slots.idle(grace.signal);
  grace.end();
  if (!finished) log.warn({ attempts: slots.active }, 'not finished within the grace: handed back');
  slots.abortAll('shutdown');
  const last = until(handBackMs, hurry);
  await slots.idle(last.signal);
  if (link.state === 'up') await outbox.empty(last.signal);
  last.end();
  if (outbox.size > 0) log.warn({ reports: outbox.size }, 'reports without a receipt stay on disk for the next start');
};
