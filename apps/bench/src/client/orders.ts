/** What the harness asks of the client's process, and what it answers, over the fork's own channel. */
import type { Delivery } from './ledger';
import type { HttpRequest } from './http-connection';

export type Order =
  /** `count` requests over so many connections, each sending its next when the last was answered. */
  | {
      kind: 'flood';
      baseUrl: string;
      connections: number;
      count: number;
      request: HttpRequest;
      /** Counts what was accepted and keeps no ids: for more tasks than a ledger should hold. */
      forget?: boolean;
    }
  /** A fixed rate whatever the answers, over as many connections as that takes. */
  | { kind: 'pace'; baseUrl: string; perSecond: number; count: number; request: HttpRequest }
  /** Waits until everything accepted has started. */
  | { kind: 'settle'; timeoutMs: number }
  /** Waits until so many have started, accepted by whomever. */
  | { kind: 'await_starts'; count: number; timeoutMs: number }
  | { kind: 'clear' };

export interface Sent {
  firstSentUs: number;
  lastAcceptedUs: number;
  accepted: number;
  /** Handlers started between the first POST and the last 202, of these tasks or others. */
  startedMeanwhile: number;
}

export interface Settled {
  lastStartUs: number;
  delivery: Delivery;
  /** Ascending, POST → handler start. */
  latenciesUs: number[];
}

export interface Answers {
  flood: Sent;
  pace: Sent;
  settle: Settled;
  await_starts: { lastStartUs: number; started: number };
  clear: Record<string, never>;
}

export type Reply = { ok: true; value: Answers[Order['kind']] } | { ok: false; message: string };
