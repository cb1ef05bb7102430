import type { JsonObject, LogEntry, TaskType } from '@englog/domain';
import { pino } from 'pino';
import type { AlertsInput, EntriesAnswer, HandlerContext } from '../handler';

export interface ContextData {
  type?: TaskType;
  payload: JsonObject;
  entries?: LogEntry[];
  /** All of the period's; `entries` when left out. */
  period?: LogEntry[];
  before?: LogEntry[];
  /** The user's preferred one. */
  timeZone?: string;
  missingIds?: string[];
  metadata?: Record<string, string>;
  /** By question key. */
  stored?: Map<string, { result: JsonObject; answeredAt: number }>;
  storedAnswer?: HandlerContext['storedAnswer'];
  cleanupBatch?: HandlerContext['cleanupBatch'];
  deliverAlerts?: HandlerContext['deliverAlerts'];
  checkDelivery?: HandlerContext['checkDelivery'];
  claimNotification?: HandlerContext['claimNotification'];
  compareWithTeam?: HandlerContext['compareWithTeam'];
  signal?: AbortSignal;
}

export interface TestContext extends HandlerContext {
  /** Text since the last restart, and how many there were. */
  chunks: string[];
  restarts(): number;
  steps: { percent: number; message: string }[];
  alerts: AlertsInput[];
  /** What was said of claimed sends. */
  settled: boolean[];
}

let made = 0;

/** An hour of development unless told otherwise. */
export const entryAt = (start_time: string, hours: number, change: Partial<LogEntry> = {}): LogEntry => {
  made += 1;
  const end_time = new Date(Date.parse(start_time) + hours * 3_600_000).toISOString();
  return {
    id: `entry-${made}`,
    user_id: 'u1',
    project: 'atlas',
    title: 'Login flow',
    description: null,
    type: 'development',
    start_time,
    end_time,
    duration_minutes: hours * 60,
    value_rating: 'medium',
    impact_level: 'personal',
    tags: [],
    created_at: end_time,
    updated_at: end_time,
    ...change,
  };
};

const answer = (entries: LogEntry[], missing: string[], timeZone = 'UTC'): EntriesAnswer => ({
  batches: (async function* () {
    for (let at = 0; at < entries.length; at += 500) yield entries.slice(at, at + 500);
  })(),
  missingIds: () => missing,
  timeZone: () => timeZone,
});

/** What the link offers a handler, answered from data. */
export const contextOf = (data: ContextData): TestContext => {
  const chunks: string[] = [];
  let restarts = 0;
  const steps: TestContext['steps'] = [];
  const alerts: AlertsInput[] = [];
  const settled: boolean[] = [];
  return {
    task: {
      taskId: 'task-1',
      attempt: 1,
      type: data.type ?? 'insight_generation',
      payload: data.payload,
      priority: 5,
      metadata: data.metadata ?? {},
    },
    signal: data.signal ?? new AbortController().signal,
    log: pino({ level: 'silent' }),
    chunks,
    steps,
    alerts,
    settled,
    progress: (percent, message) => void steps.push({ percent, message }),
    restarts: () => restarts,
    chunk: (text, { restart } = { restart: false }) => {
      if (restart) {
        restarts += 1;
        chunks.length = 0;
      }
      if (text !== '') chunks.push(text);
    },
    entries: (selection) => {
      const { entries = [], period = entries, before = [] } = data;
      const missing = selection === 'asked' ? (data.missingIds ?? []) : [];
      return answer({ asked: entries, period, period_before: before }[selection], missing, data.timeZone);
    },
    storedAnswer: data.storedAnswer ?? (async (key) => data.stored?.get(key) ?? null),
    cleanupBatch: data.cleanupBatch ?? (async () => ({ nextCursor: '', outcome: {}, percent: 100 })),
    checkDelivery: data.checkDelivery ?? (async () => ({ deliver: true, retryAfterMs: 0, reason: '' })),
    claimNotification: data.claimNotification ?? (async () => ({ state: 'claimed' })),
    settleNotification: async (sent) => void settled.push(sent),
    compareWithTeam: data.compareWithTeam ?? (async () => ({ people: 0, measures: [] })),
    deliverAlerts:
      data.deliverAlerts ??
      (async (input) => {
        alerts.push(input);
        return { delivered: input.userIds.length, skipped: 0, nextCursor: '' };
      }),
  };
};
