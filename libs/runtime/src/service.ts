import type { Logger } from 'pino';
import { ConfigError } from './config-error';

export const exitCodes = { ok: 0, failed: 1, badConfig: 78 } as const;

/** What has a beginning and an end. */
export interface Service {
  /** Resolves when ready. The signal aborts when it is told to stop meanwhile. */
  start(signal: AbortSignal): Promise<void>;
  /** Drains, and abandons the rest when `deadline` aborts. Called after a failed start too: closes whatever was opened. */
  stop(deadline: AbortSignal): Promise<void>;
  /** Resolves with the reason if the service cannot go on by itself, e.g. a lock it lost. */
  readonly broken?: Promise<unknown>;
}

/** The part of `process` a service needs: passed in by main.ts. */
export interface ProcessLike {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
  exit(code: number): void;
  stderr: { write(text: string): unknown };
}

export interface ServiceOptions {
  process: ProcessLike;
  log: Logger;
  /** How long a drain may take. */
  graceMs: number;
}

/** After the deadline, stop() has this long to let go before the process leaves it behind. */
const abandonMs = 2000;

type Cause = { kind: 'signal'; name: string } | { kind: 'failure'; err: unknown };

const settleWithin = async (work: Promise<void>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, ms, false)));
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Resolves at the first reason to stop; a second signal, or anything thrown meanwhile, aborts `hurry`. */
const watch = (process: ProcessLike, hurry: AbortController) => {
  let decide: (cause: Cause) => void = () => undefined;
  const cause = new Promise<Cause>((resolve) => (decide = resolve));
  let decided = false;
  const on = (what: Cause): void => {
    if (decided) hurry.abort(what.kind === 'signal' ? new Error('second signal') : what.err);
    decided = true;
    decide(what);
  };
  const onSignal = (name: unknown): void => on({ kind: 'signal', name: String(name) });
  const onThrown = (err: unknown): void => on({ kind: 'failure', err });
  const listeners = [
    ['SIGTERM', onSignal],
    ['SIGINT', onSignal],
    ['uncaughtException', onThrown],
  ] as const;
  for (const [event, listener] of listeners) process.on(event, listener);
  const unwatch = (): void => {
    for (const [event, listener] of listeners) process.off(event, listener);
  };
  return { cause, fail: onThrown, unwatch };
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** True after a clean stop in time. stop() never overlaps start(): a start told to end is awaited first. */
const drain = async (service: Service, started: Promise<unknown>, hurry: AbortController, options: ServiceOptions) => {
  const { log, graceMs } = options;
  const timer = setTimeout(() => hurry.abort(new Error(`not stopped within ${graceMs} ms`)), graceMs);
  const hurried = aborted(hurry.signal);
  const stopping = Promise.race([started, hurried]).then(() => service.stop(hurry.signal));
  // The rejection is handled below; this only keeps it from counting as unhandled while we wait for the deadline.
  stopping.catch(() => undefined);
  try {
    await Promise.race([stopping, hurried]);
    const clean = (await settleWithin(stopping, abandonMs)) && !hurry.signal.aborted;
    if (!clean) log.error({ err: hurry.signal.reason }, 'stop was cut short');
    return clean;
  } catch (err) {
    log.error({ err }, 'stop failed');
    return false;
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Starts the service, waits for SIGTERM or SIGINT (or its own failure), drains it, and exits: 0 after a clean drain, 1 otherwise.
 * A second signal cuts the drain short. Resolves with the code it called `process.exit` with.
 */
export const runService = async (service: Service, options: ServiceOptions): Promise<number> => {
  const { process, log } = options;
  const hurry = new AbortController();
  const starting = new AbortController();
  const { cause, fail, unwatch } = watch(process, hurry);
  const startedAt = performance.now();
  const started = service.start(starting.signal).then(
    () => {
      if (!starting.signal.aborted) log.info({ ms: Math.round(performance.now() - startedAt) }, 'started');
    },
    (err: unknown) => {
      if (!starting.signal.aborted) fail(err);
    },
  );
  service.broken?.then(fail, fail);
  const why = await cause;
  starting.abort(new Error('told to stop'));
  if (why.kind === 'signal') log.info({ why: why.name }, 'stopping');
  else log.fatal({ err: why.err }, 'cannot go on');
  const clean = await drain(service, started, hurry, options);
  unwatch();
  const code = clean && why.kind === 'signal' ? exitCodes.ok : exitCodes.failed;
  log.info({ state: 'stopped' }, clean ? 'stopped' : 'stopped, not cleanly');
  process.exit(code);
  return code;
};

/** The body of a main.ts: what it throws before a logger exists goes to standard error; a ConfigError exits 78. */
export const runMain = async (process: ProcessLike, main: () => Promise<unknown>): Promise<void> => {
  try {
    await main();
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(exitCodes.badConfig);
      return;
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(exitCodes.failed);
  }
};
