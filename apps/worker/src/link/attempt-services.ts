import type { JsonObject, LogEntry } from '@englog/domain';
import { backoff, wait } from '@englog/resilience';
import { Metadata, Status } from 'nice-grpc-common';
import type { AttemptRef } from '../attempt';
import { eitherSignal } from '../signals';
import { AttemptError } from '../handlers/handler';
import type { AttemptServices, EntriesAnswer } from '../handlers/handler';
import type { Connection } from './connection';
import { explain, isSessionLost, isTransport, statusOf } from './transport-error';
import { entrySelection, fromClaim } from './wire';

export interface ServicesOptions {
  ref: AttemptRef;
  /** The attempt's: bounds every wait. */
  signal: AbortSignal;
  whenUp(signal: AbortSignal): Promise<Connection>;
}

const callTimeoutMs = 30_000;
/** An aborted attempt has little time to leave. */
const settleTimeoutMs = 5_000;
/** Between tries while the link is up; while it is not, the link's own return is awaited. */
const retries = { retry_initial_interval: 100, retry_max_interval: 5_000, retry_multiplier: 2 };

/** The API does not see this attempt with this worker: its lease is lost, or a reconnect is not through yet. */
const isUnleased = (error: unknown): boolean => {
  const status = statusOf(error);
  return status === Status.ALREADY_EXISTS || status === Status.FAILED_PRECONDITION;
};
const unleasedTries = 4;

const toAttemptError = (error: unknown): AttemptError => {
  const lost = isUnleased(error);
  const failure = { code: lost ? 'lease_lost' : 'api_refused', message: explain(error), retryable: lost };
  return new AttemptError(failure, { cause: error });
};

interface CallOptions {
  signal: AbortSignal;
  metadata: Metadata;
}

/** Waits before another try of what another connection or a moment may mend; throws the rest as the attempt's failure. */
const createPatience = (signal: AbortSignal): ((error: unknown) => Promise<void>) => {
  const delays = backoff(retries);
  let unleased = 0;
  return async (error) => {
    signal.throwIfAborted();
    if (error instanceof AttemptError) throw error;
    if (isUnleased(error)) unleased += 1;
    const mendable = isUnleased(error) ? unleased < unleasedTries : isTransport(error) || isSessionLost(error);
    if (!mendable) throw toAttemptError(error);
    await wait(delays.next().value, signal);
  };
};

/** The call's signal is the attempt's and the connection's: a call must not hang on a connection given up. */
const optionsFor = (connection: Connection, signal: AbortSignal): { call: CallOptions; dispose(): void } => {
  const either = eitherSignal(signal, connection.signal);
  const metadata = Metadata({ 'x-session-token': connection.session.token });
  return { call: { signal: either.signal, metadata }, dispose: either.dispose };
};

/**
 * Calls for as long as the attempt lives: a broken connection, a restarted API or a new session are waited out; an answer
 * that says no is the attempt's failure.
 */
const persist = async <T>(
  { signal, whenUp }: ServicesOptions,
  request: (client: Connection['client'], call: CallOptions) => Promise<T>,
): Promise<T> => {
  const bePatient = createPatience(signal);
  for (;;) {
    const connection = await whenUp(signal);
    const { call, dispose } = optionsFor(connection, signal);
    try {
      return await request(connection.client, call);
    } catch (error) {
      await bePatient(error);
    } finally {
      dispose();
    }
  }
};

const parseJson = <T>(json: string, what: string): T => {
  try {
    return JSON.parse(json) as T;
  } catch (cause) {
    const failure = { code: 'api_garbled', message: `${what}: not JSON`, retryable: true };
    throw new AttemptError(failure, { cause });
  }
};

type Selection = Parameters<AttemptServices['entries']>[0];

/** A stream cut midway is read again from its start; what was handed out before is left out the second time. */
const entriesOf = ({ ref, signal, whenUp }: ServicesOptions, selection: Selection): EntriesAnswer => {
  let missing: string[] = [];
  let timeZone = '';
  const given = new Set<string>();
  const freshOf = (json: string): LogEntry[] => {
    const entries = json === '' ? [] : parseJson<LogEntry[]>(json, 'entries');
    const fresh = entries.filter(({ id }) => !given.has(id));
    for (const { id } of fresh) given.add(id);
    return fresh;
  };
  async function* batches(): AsyncGenerator<LogEntry[], void, undefined> {
    const bePatient = createPatience(signal);
    for (;;) {
      const connection = await whenUp(signal);
      const { call, dispose } = optionsFor(connection, signal);
      try {
        const request = { attempt: ref, selection: entrySelection[selection] };
        for await (const batch of connection.client.streamTaskEntries(request, call)) {
          const fresh = freshOf(batch.entries);
          if (batch.last) ({ missingEntryIds: missing, timeZone } = batch);
          if (fresh.length > 0) yield fresh;
          if (batch.last) return;
        }
        throw new Error('the entries ended before their last batch');
      } catch (error) {
        await bePatient(error);
      } finally {
        dispose();
      }
    }
  }
  return { batches: batches(), missingIds: () => missing, timeZone: () => timeZone || 'UTC' };
};

/** What the API offers one attempt, over whichever connection is up. */
export const createAttemptServices = (options: ServicesOptions): AttemptServices => ({
  entries: (selection) => entriesOf(options, selection),

  storedAnswer: (questionKey) =>
    persist(options, async (client, call) => {
      const request = { attempt: options.ref, questionKey };
      const answer = await client.findStoredAnswer(request, { ...call, deadline: callTimeoutMs });
      if (!answer.found) return null;
      const result = parseJson<JsonObject>(answer.result, 'stored answer');
      return { result, answeredAt: answer.answeredAt?.getTime() ?? 0 };
    }),

  cleanupBatch: (cursor, maxRows) =>
    persist(options, async (client, call) => {
      const request = { attempt: options.ref, cursor, maxRows };
      const answer = await client.runCleanupBatch(request, { ...call, deadline: callTimeoutMs });
      const outcome = parseJson<JsonObject>(answer.outcome || '{}', 'cleanup outcome');
      return { nextCursor: answer.nextCursor, outcome, percent: answer.progressPercent };
    }),

  deliverAlerts: ({ key, title, body, userIds, everyone = false, cursor = '' }) =>
    persist(options, async (client, call) => {
      const request = { attempt: options.ref, key, title, body, userIds, everyone, cursor };
      const { delivered, skipped, nextCursor } = await client.deliverAlerts(request, {
        ...call,
        deadline: callTimeoutMs,
      });
      return { delivered, skipped, nextCursor };
    }),

  checkDelivery: () =>
    persist(options, (client, call) =>
      client.checkDelivery({ attempt: options.ref }, { ...call, deadline: callTimeoutMs }),
    ),

  claimNotification: () =>
    persist(options, async (client, call) => {
      const request = { attempt: options.ref };
      const claim = fromClaim(await client.claimNotification(request, { ...call, deadline: callTimeoutMs }));
      if (claim !== null) return claim;
      const failure = { code: 'api_garbled', message: 'the claim of a key: unknown answer', retryable: true };
      throw new AttemptError(failure);
    }),

  settleNotification: (sent) =>
    persist({ ...options, signal: AbortSignal.timeout(settleTimeoutMs) }, async (client, call) => {
      await client.settleNotification({ attempt: options.ref, sent }, { ...call, deadline: callTimeoutMs });
    }),

  compareWithTeam: () =>
    persist(options, (client, call) =>
      client.compareWithTeam({ attempt: options.ref }, { ...call, deadline: callTimeoutMs }),
    ),
});
