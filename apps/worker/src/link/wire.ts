import type { Capability, TaskType } from '@englog/domain';
import {
  APIWorkerServiceDefinition,
  EntrySelection,
  NotificationClaim as WireClaim,
  ReportDisposition as WireDisposition,
  TaskResultRequest,
  TaskStatus as WireStatus,
  TaskType as WireType,
  WorkerCapability,
  WorkerStatus,
} from '@englog/proto-gen';
import type {
  APIWorkerServiceClient,
  ClaimNotificationResponse,
  ReportReceipt,
  TaskProgressRequest,
  TaskRequest,
  WorkerReport,
} from '@englog/proto-gen';
import { createClient, createClientFactory } from 'nice-grpc';
import type { Channel } from 'nice-grpc';
import { deadlineMiddleware } from 'nice-grpc-client-middleware-deadline';
import type { DeadlineOptions } from 'nice-grpc-client-middleware-deadline';
import type { AttemptEnd, AttemptRef, AttemptReport, OfferedTask } from '../attempt';
import type { NotificationClaim } from '../handlers/handler';

/** The only file of the worker that knows the wire's types: everything else sees what this one returns. */
export type ApiClient = APIWorkerServiceClient<DeadlineOptions>;
export type { ReportReceipt, TaskProgressRequest, WorkerReport } from '@englog/proto-gen';

/** Calls take a `deadline`; the two long streams do not, and are spared the middleware's toll on each message. */
export const createApiClient = (channel: Channel): ApiClient => {
  const plain: APIWorkerServiceClient = createClient(APIWorkerServiceDefinition, channel);
  const client: ApiClient = createClientFactory().use(deadlineMiddleware).create(APIWorkerServiceDefinition, channel);
  return { ...client, streamTasks: plain.streamTasks, streamReports: plain.streamReports };
};

const wireCapability: Record<Capability, WorkerCapability> = {
  ai_insights: WorkerCapability.CAPABILITY_AI_INSIGHTS,
  weekly_reports: WorkerCapability.CAPABILITY_WEEKLY_REPORTS,
  data_analysis: WorkerCapability.CAPABILITY_DATA_ANALYSIS,
  notifications: WorkerCapability.CAPABILITY_NOTIFICATIONS,
  cleanup: WorkerCapability.CAPABILITY_CLEANUP,
};
export const toWireCapabilities = (capabilities: Capability[]): WorkerCapability[] =>
  capabilities.map((capability) => wireCapability[capability]);

export const entrySelection = {
  asked: EntrySelection.UNSPECIFIED,
  period: EntrySelection.PERIOD,
  period_before: EntrySelection.PERIOD_BEFORE,
} as const;

const claimStates: Partial<Record<WireClaim, NotificationClaim['state']>> = {
  [WireClaim.CLAIMED]: 'claimed',
  [WireClaim.SENT]: 'sent',
  [WireClaim.SENDING]: 'sending',
  [WireClaim.UNKNOWN]: 'unknown',
};

/** Null for an answer this worker does not know. */
export const fromClaim = ({ claim, holder }: ClaimNotificationResponse): NotificationClaim | null => {
  const state = claimStates[claim];
  if (state === 'claimed') return { state };
  return state === undefined || holder === undefined ? null : { state, holder };
};

export type Readiness = 'idle' | 'busy' | 'unavailable' | 'error';
const wireStatus: Record<Readiness, WorkerStatus> = {
  idle: WorkerStatus.IDLE,
  busy: WorkerStatus.BUSY,
  unavailable: WorkerStatus.UNAVAILABLE,
  error: WorkerStatus.ERROR,
};
export const toWireStatus = (readiness: Readiness): WorkerStatus => wireStatus[readiness];

const taskTypeOf: Partial<Record<WireType, TaskType>> = {
  [WireType.INSIGHT_GENERATION]: 'insight_generation',
  [WireType.WEEKLY_REPORT]: 'weekly_report',
  [WireType.DATA_ANALYSIS]: 'data_analysis',
  [WireType.CLEANUP]: 'cleanup',
  [WireType.NOTIFICATION]: 'notification',
};

/** What the dispatch stream brought. */
export type Delivery =
  | { kind: 'task'; task: OfferedTask }
  /** A task this worker cannot even read; `end` is what to report of it. */
  | { kind: 'unreadable'; ref: AttemptRef; end: AttemptEnd }
  | { kind: 'ping'; sequence: number }
  | { kind: 'cancel'; ref: AttemptRef }
  | { kind: 'drain'; reason: string; graceMs: number }
  | { kind: 'stale'; refs: AttemptRef[] }
  /** A signal of a newer API that this worker does not know. */
  | { kind: 'unknown' };

const fromSignal = (signal: TaskRequest['signal']): Delivery => {
  const kind = signal?.kind;
  switch (kind?.$case) {
    case 'ping':
      return { kind: 'ping', sequence: kind.value.sequence };
    case 'cancel':
      return { kind: 'cancel', ref: kind.value };
    case 'drain':
      return { kind: 'drain', reason: kind.value.reason, graceMs: kind.value.graceMs };
    case 'stale':
      return { kind: 'stale', refs: kind.value.attempts };
    case undefined:
      return { kind: 'unknown' };
  }
};

const parseObject = (json: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
};

/** Without a timeout of its own an attempt gets what is left until the deadline, else this. */
const defaultTimeoutMs = 15 * 60_000;
const timeoutOf = ({ timeoutMs, deadline }: TaskRequest, now: number): number => {
  if (timeoutMs > 0) return timeoutMs;
  return deadline ? Math.max(1, deadline.getTime() - now) : defaultTimeoutMs;
};

export const fromTaskRequest = (request: TaskRequest, now: number): Delivery => {
  if (request.taskId === '') return fromSignal(request.signal);
  const ref = { taskId: request.taskId, attempt: request.attempt };
  const type = taskTypeOf[request.taskType];
  if (type === undefined) {
    const why = `this worker knows no task type ${request.taskType}`;
    return { kind: 'unreadable', ref, end: { kind: 'handed_back', why, retryAfterMs: 5_000 } };
  }
  const payload = parseObject(request.payload === '' ? '{}' : request.payload);
  if (payload === null) {
    const failure = { code: 'invalid_payload', message: 'payload: not a JSON object', retryable: false };
    return { kind: 'unreadable', ref, end: { kind: 'failed', failure } };
  }
  const { priority, metadata } = request;
  return {
    kind: 'task',
    task: { ...ref, type, payload, priority, metadata, timeoutMs: timeoutOf(request, now) },
  };
};

const endFields = (end: AttemptEnd): Partial<TaskResultRequest> => {
  switch (end.kind) {
    case 'completed':
      return { status: WireStatus.COMPLETED, result: end.resultJson };
    case 'cancelled':
      return { status: WireStatus.CANCELLED };
    case 'failed': {
      const { code, message, retryable } = end.failure;
      return { status: WireStatus.FAILED, errorCode: code, errorMessage: message, retryable };
    }
    case 'handed_back': {
      const { why, retryAfterMs } = end;
      const status = WireStatus.PENDING;
      return { status, handedBack: true, retryable: true, errorCode: 'handed_back', errorMessage: why, retryAfterMs };
    }
  }
};

export const toTaskResult = (report: AttemptReport, workerId: string): TaskResultRequest => ({
  taskId: report.taskId,
  attempt: report.attempt,
  workerId,
  startedAt: new Date(report.startedAt),
  completedAt: new Date(report.endedAt),
  status: WireStatus.UNSPECIFIED,
  result: '',
  errorMessage: '',
  errorCode: '',
  handedBack: false,
  retryAfterMs: 0,
  ...endFields(report.end),
});

const fromEnd = (result: TaskResultRequest): AttemptEnd | null => {
  if (result.handedBack) {
    return { kind: 'handed_back', why: result.errorMessage, retryAfterMs: result.retryAfterMs };
  }
  if (result.status === WireStatus.COMPLETED) return { kind: 'completed', resultJson: result.result };
  if (result.status === WireStatus.CANCELLED) return { kind: 'cancelled' };
  if (result.status !== WireStatus.FAILED) return null;
  const { errorCode: code, errorMessage: message, retryable = true } = result;
  return { kind: 'failed', failure: { code, message, retryable } };
};

/** The outbox keeps reports in the wire's own form. */
export const reportCodec = {
  encode: (report: AttemptReport): Uint8Array => TaskResultRequest.encode(toTaskResult(report, '')).finish(),
  /** @throws when the bytes are no report */
  decode: (bytes: Uint8Array): AttemptReport => {
    const result = TaskResultRequest.decode(bytes);
    const end = fromEnd(result);
    if (result.taskId === '' || end === null) throw new Error('not a report');
    const { taskId, attempt, startedAt, completedAt } = result;
    return { taskId, attempt, startedAt: startedAt?.getTime() ?? 0, endedAt: completedAt?.getTime() ?? 0, end };
  },
};

export interface ProgressUpdate extends AttemptRef {
  percent: number;
  message: string;
  at: number;
  text: string;
  /** The text so far counts no more. */
  restart: boolean;
}

export const toProgress = (update: ProgressUpdate, workerId: string): TaskProgressRequest => ({
  taskId: update.taskId,
  attempt: update.attempt,
  workerId,
  progressPercent: update.percent,
  statusMessage: update.message,
  updatedAt: new Date(update.at),
  textChunk: update.text,
  textRestart: update.restart,
});

export type Disposition = 'accepted' | 'duplicate' | 'stale' | 'unknown' | 'requeued' | 'rejected' | 'unspecified';
const dispositionOf: Partial<Record<WireDisposition, Disposition>> = {
  [WireDisposition.ACCEPTED]: 'accepted',
  [WireDisposition.DUPLICATE]: 'duplicate',
  [WireDisposition.STALE]: 'stale',
  [WireDisposition.UNKNOWN]: 'unknown',
  [WireDisposition.REQUEUED]: 'requeued',
  [WireDisposition.REJECTED]: 'rejected',
};
export const fromDisposition = (receipt: ReportReceipt): Disposition =>
  dispositionOf[receipt.disposition] ?? 'unspecified';

export const ackReport = (ref: AttemptRef): WorkerReport['kind'] => ({ $case: 'ack', value: ref });
export const pingEcho = (sequence: number): WorkerReport['kind'] => ({ $case: 'pingEcho', value: { sequence } });
export const progressReport = (update: ProgressUpdate, workerId: string): WorkerReport['kind'] => ({
  $case: 'progress',
  value: toProgress(update, workerId),
});
export const resultReport = (report: AttemptReport, workerId: string): WorkerReport['kind'] => ({
  $case: 'result',
  value: toTaskResult(report, workerId),
});
