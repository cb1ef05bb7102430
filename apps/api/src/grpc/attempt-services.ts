import {
  analysisPayload,
  decideDelivery,
  EnglogError,
  insightPayload,
  notificationPayload,
  periodBefore,
  periodOf,
  reachAround,
  reachBefore,
  readInsightContext,
  reportPayload,
} from '@englog/domain';
import type { LogEntry, NotificationChannel, Period, PeriodFields, Preferences, Task } from '@englog/domain';
import * as proto from '@englog/proto-gen';
import type { WorkerSession } from '../dispatch/worker-session';
import { claimKey, settleKey } from '../store/notification-keys';
import type { ClaimedKey } from '../store/notification-keys';
import type { TaskReads } from '../store/records';
import { findAnswer } from '../store/reported';
import type { Sql } from '../store/sql';
import { compareWithTeam } from '../store/team-comparison';
import { isUuid } from '../store/uuid';
import { entryArrays } from './entry-arrays';
import { need } from './wire';

export type EntrySelection = { userId: string; entryIds: string[] } | { userId: string; from: number; to: number };

/** The entries a task is about, in batches ordered by start time; `missingIds` is complete once the batches have ended. */
export interface EntrySource {
  selectForTask(selection: EntrySelection): { batches: AsyncIterable<LogEntry[]>; missingIds(): string[] };
}

export interface CleanupSource {
  /** One resumable batch of the cleanup task's policies. */
  batch(task: Task, cursor: string, maxRows: number): Promise<{ nextCursor: string; outcome: object; percent: number }>;
}

export interface AlertSource {
  deliver(alerts: {
    key: string;
    channel: 'in_app' | 'announcement';
    urgent: boolean;
    title: string;
    body: string;
    userIds: string[];
    everyone: boolean;
    cursor: string;
  }): Promise<{ delivered: number; skipped: number; nextCursor: string }>;
}

export interface PreferenceSource {
  find(userId: string): Promise<Preferences>;
}

export interface AttemptServicesOptions {
  sql: Sql;
  tasks: TaskReads;
  entries: EntrySource;
  cleanup: CleanupSource;
  alerts: AlertSource;
  preferences: PreferenceSource;
}

const wireClaim: Record<ClaimedKey['state'], proto.NotificationClaim> = {
  claimed: proto.NotificationClaim.CLAIMED,
  sent: proto.NotificationClaim.SENT,
  sending: proto.NotificationClaim.SENDING,
  unknown: proto.NotificationClaim.UNKNOWN,
};

/** What the API offers an attempt; each call is for the worker that holds the attempt's lease, and for it alone. */
export class AttemptServices {
  readonly #options: AttemptServicesOptions;

  constructor(options: AttemptServicesOptions) {
    this.#options = options;
  }

  async *entries(
    session: WorkerSession,
    request: proto.TaskEntriesRequest,
    signal: AbortSignal,
  ): AsyncGenerator<proto.TaskEntriesBatch, void, undefined> {
    const task = await this.#leased(session, request.attempt);
    const timeZone = await this.#preferredZone(task);
    const selection = await this.#selectionOf(task, request.selection, timeZone);
    const { batches, missingIds } =
      selection === null ? { batches: none(), missingIds: () => [] } : this.#options.entries.selectForTask(selection);
    for await (const batch of batches) {
      signal.throwIfAborted();
      for (const entries of entryArrays(batch)) yield { entries, missingEntryIds: [], last: false, timeZone: '' };
    }
    yield { entries: '[]', missingEntryIds: missingIds(), last: true, timeZone };
  }

  async storedAnswer(session: WorkerSession, request: proto.StoredAnswerRequest): Promise<proto.StoredAnswerResponse> {
    const task = await this.#leased(session, request.attempt);
    const answer = await findAnswer(this.#options.sql, task.userId, need('question_key', request.questionKey));
    if (answer === null) return { found: false, result: '', answeredAt: undefined };
    return { found: true, result: answer.result, answeredAt: new Date(answer.answeredAt) };
  }

  async cleanupBatch(session: WorkerSession, request: proto.CleanupBatchRequest): Promise<proto.CleanupBatchResponse> {
    const task = await this.#leased(session, request.attempt, 'cleanup');
    const maxRows = Math.min(10_000, Math.max(1, request.maxRows || 1000));
    const { nextCursor, outcome, percent } = await this.#options.cleanup.batch(task, request.cursor, maxRows);
    return { nextCursor, outcome: JSON.stringify(outcome), progressPercent: percent };
  }

  async deliverAlerts(
    session: WorkerSession,
    request: proto.DeliverAlertsRequest,
  ): Promise<proto.DeliverAlertsResponse> {
    const task = await this.#leased(session, request.attempt, 'notification');
    const channel = task.payload['channel'] === 'announcement' ? 'announcement' : 'in_app';
    const { title, body, userIds, everyone, cursor } = request;
    const key = need('key', request.key);
    const urgent = isUrgent(task);
    return this.#options.alerts.deliver({ key, channel, urgent, title, body, userIds, everyone, cursor });
  }

  /** By the preferences of the task's user. Alerts are decided user by user when they are delivered. */
  async checkDelivery(
    session: WorkerSession,
    request: proto.CheckDeliveryRequest,
  ): Promise<proto.CheckDeliveryResponse> {
    const task = await this.#leased(session, request.attempt, 'notification');
    const message = { channel: channelOf(task), urgent: isUrgent(task) };
    const now = Date.now();
    const decision = decideDelivery(await this.#options.preferences.find(task.userId), message, now);
    switch (decision.kind) {
      case 'now':
        return { deliver: true, retryAfterMs: 0, reason: '' };
      case 'later':
        return { deliver: false, retryAfterMs: decision.at - now, reason: 'quiet_hours' };
      case 'never':
        return { deliver: false, retryAfterMs: 0, reason: decision.reason };
    }
  }

  /** The key is what the API accepted, not what a worker says. */
  async claimNotification(
    session: WorkerSession,
    request: proto.ClaimNotificationRequest,
  ): Promise<proto.ClaimNotificationResponse> {
    const { id: taskId, userId, payload, attempt } = await this.#leased(session, request.attempt, 'notification');
    const { key, channel, resend_if_unknown: resendIfUnknown } = payload;
    if (channel !== 'email' && channel !== 'webhook')
      throw new EnglogError('invalid_argument', 'alerts are delivered once for a key by themselves');
    const { workerId } = session.record;
    const claimed = await claimKey(this.#options.sql, {
      ...{ userId, channel, taskId, attempt, workerId },
      key: typeof key === 'string' ? key : taskId,
      resendIfUnknown: resendIfUnknown === true,
    });
    return { claim: wireClaim[claimed.state], holder: 'holder' in claimed ? claimed.holder : undefined };
  }

  /** Asks for no lease: what was sent is sent, whose the task is by now. */
  async settleNotification(
    session: WorkerSession,
    request: proto.SettleNotificationRequest,
  ): Promise<proto.SettleNotificationResponse> {
    const taskId = request.attempt?.taskId ?? '';
    if (!isUuid(taskId)) throw new EnglogError('invalid_argument', 'attempt.task_id must be a task id');
    const attempt = request.attempt?.attempt ?? 0;
    await settleKey(this.#options.sql, { taskId, attempt, workerId: session.record.workerId }, request.sent);
    return {};
  }

  async compareWithTeam(
    session: WorkerSession,
    request: proto.CompareWithTeamRequest,
  ): Promise<proto.CompareWithTeamResponse> {
    const task = await this.#leased(session, request.attempt, 'data_analysis');
    const payload = parsed(analysisPayload, task);
    if (!payload.compare_team) throw new EnglogError('permission_denied', 'the task does not compare with the team');
    const { from, to } = periodOf(payload, await this.#preferredZone(task));
    return compareWithTeam(this.#options.sql, { userId: task.userId, from, to });
  }

  async #leased(session: WorkerSession, ref: proto.AttemptRef | undefined, type?: Task['type']): Promise<Task> {
    const inFlight = ref === undefined ? undefined : session.inFlight.get(ref.taskId);
    if (inFlight === undefined || inFlight.attempt !== ref?.attempt)
      throw new EnglogError('conflict', 'the attempt is not with this worker');
    const task = await this.#options.tasks.find(inFlight.taskId);
    if (task === null) throw new EnglogError('conflict', 'the task has ended');
    if (type !== undefined && task.type !== type)
      throw new EnglogError('invalid_argument', `only a ${type} task may ask for this`);
    return task;
  }

  /** For a payload that names no time zone. */
  async #preferredZone({ userId }: Task): Promise<string> {
    return (await this.#options.preferences.find(userId)).time_zone;
  }

  /** Null: there are no entries to look for. */
  async #selectionOf(task: Task, which: proto.EntrySelection, otherZone: string): Promise<EntrySelection | null> {
    const { userId } = task;
    const isBefore = which === proto.EntrySelection.PERIOD_BEFORE;
    if (task.type === 'insight_generation') {
      const { entry_ids: entryIds, context } = parsed(insightPayload, task);
      if (!isBefore && which !== proto.EntrySelection.PERIOD) return { userId, entryIds };
      const { batches } = this.#options.entries.selectForTask({ userId, entryIds });
      const stretch = readInsightContext(context, otherZone).period ?? (await spanOf(batches));
      if (stretch === null) return null;
      return { userId, ...(isBefore ? reachBefore(stretch) : reachAround(stretch)) };
    }
    if (task.type !== 'weekly_report' && task.type !== 'data_analysis')
      throw new EnglogError('invalid_argument', `a ${task.type} task is about no entries`);
    const schema: { parse(input: unknown): PeriodFields } =
      task.type === 'weekly_report' ? reportPayload : analysisPayload;
    const period = periodOf(parsed(schema, task), otherZone);
    const { from, to } = isBefore ? periodBefore(period) : period;
    return { userId, from, to };
  }
}

function parsed<T>(schema: { parse(input: unknown): T }, task: Task): T {
  try {
    return schema.parse(task.payload);
  } catch (error) {
    throw new EnglogError('invalid_argument', `the payload of task ${task.id} cannot be read`, { cause: error });
  }
}

function channelOf(task: Task): NotificationChannel {
  const { channel } = task.payload;
  const known = notificationPayload.def.options.map((option) => option.shape.channel.value);
  const found = known.find((one) => one === channel);
  if (found === undefined) throw new EnglogError('invalid_argument', `the payload of task ${task.id} names no channel`);
  return found;
}

/** As the API accepted it, not as a worker says. */
const isUrgent = ({ payload }: Task): boolean => payload['urgent'] === true;

async function spanOf(batches: AsyncIterable<LogEntry[]>): Promise<Pick<Period, 'from' | 'to'> | null> {
  let [from, to] = [Infinity, -Infinity];
  for await (const batch of batches)
    for (const entry of batch) {
      from = Math.min(from, Date.parse(entry.start_time));
      to = Math.max(to, Date.parse(entry.end_time));
    }
  return from < to ? { from, to } : null;
}

async function* none(): AsyncGenerator<LogEntry[]> {}
