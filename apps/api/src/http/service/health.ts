import { healthAnswer, readyAnswer } from '@englog/domain';
import { sendJson } from '../answer';
import type { OpenEndpoint, OpenCall } from '../endpoint';

export interface Check {
  name: string;
  ok: boolean;
  message: string;
}

export interface HealthOptions {
  version: string;
  /** What must work for this replica to take requests: the database. Its errors count as not ready. */
  checks: () => Promise<Check[]>;
  draining: AbortSignal;
}

/** A check that hangs is a check that failed. */
const checkMs = 2_000;

const within = async (checks: () => Promise<Check[]>): Promise<Check[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check[]>((resolve) => {
    timer = setTimeout(
      () => resolve([{ name: 'checks', ok: false, message: `no answer within ${checkMs} ms` }]),
      checkMs,
    );
  });
  try {
    return await Promise.race([checks(), late]);
  } catch {
    return [{ name: 'checks', ok: false, message: 'failed' }];
  } finally {
    clearTimeout(timer);
  }
};

const ready = async ({ response }: OpenCall, { checks, draining }: HealthOptions): Promise<void> => {
  const results = await within(checks);
  const isReady = results.every(({ ok }) => ok);
  const status = draining.aborted ? 'draining' : isReady ? 'ready' : 'not_ready';
  sendJson(
    response,
    status === 'ready' ? 200 : 503,
    { status, checks: results },
    status === 'ready' ? {} : { 'retry-after': '1' },
  );
};

export const healthEndpoints = (options: HealthOptions): OpenEndpoint[] => {
  const shared = { method: 'get', access: 'open', tag: 'service' } as const;
  const startedAt = performance.now();
  return [
    {
      ...shared,
      path: '/health',
      summary: 'Whether the process lives',
      answers: { 200: { description: 'It does', schema: healthAnswer } },
      handle: ({ response }) =>
        sendJson(response, 200, {
          status: 'ok',
          version: options.version,
          uptime_seconds: Math.round((performance.now() - startedAt) / 1_000),
        }),
    },
    {
      ...shared,
      path: '/ready',
      summary: 'Whether it takes requests: 503 when not, and from the first moment of a drain',
      answers: {
        200: { description: 'It does', schema: readyAnswer },
        503: { description: 'Not now', schema: readyAnswer, mediaTypes: ['application/json'] },
      },
      handle: (call) => ready(call, options),
    },
  ];
};
