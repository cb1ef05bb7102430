import { EnglogError } from '@englog/domain';
import type { Capability, TaskFailure, TaskType } from '@englog/domain';
import * as proto from '@englog/proto-gen';
import type { Heartbeat, Registration } from '../dispatch/worker-gate';
import type { Disposition, ProgressReport, ResultReport } from '../dispatch/reports';
import type { AttemptKey, Delivery, SessionMessage } from '../dispatch/worker-session';

/** The one place where the API's terms and the wire's meet. */

const capabilityByWire: Partial<Record<proto.WorkerCapability, Capability>> = {
  [proto.WorkerCapability.CAPABILITY_AI_INSIGHTS]: 'ai_insights',
  [proto.WorkerCapability.CAPABILITY_WEEKLY_REPORTS]: 'weekly_reports',
  [proto.WorkerCapability.CAPABILITY_DATA_ANALYSIS]: 'data_analysis',
  [proto.WorkerCapability.CAPABILITY_NOTIFICATIONS]: 'notifications',
  [proto.WorkerCapability.CAPABILITY_CLEANUP]: 'cleanup',
};

const wireByType: Record<TaskType, proto.TaskType> = {
  insight_generation: proto.TaskType.INSIGHT_GENERATION,
  weekly_report: proto.TaskType.WEEKLY_REPORT,
  data_analysis: proto.TaskType.DATA_ANALYSIS,
  cleanup: proto.TaskType.CLEANUP,
  notification: proto.TaskType.NOTIFICATION,
};

const statusByWire: Partial<Record<proto.WorkerStatus, Heartbeat['status']>> = {
  [proto.WorkerStatus.IDLE]: 'idle',
  [proto.WorkerStatus.BUSY]: 'busy',
  [proto.WorkerStatus.UNAVAILABLE]: 'unavailable',
  [proto.WorkerStatus.ERROR]: 'error',
};

const wireByDisposition: Record<Disposition, proto.ReportDisposition> = {
  accepted: proto.ReportDisposition.ACCEPTED,
  duplicate: proto.ReportDisposition.DUPLICATE,
  stale: proto.ReportDisposition.STALE,
  unknown: proto.ReportDisposition.UNKNOWN,
  requeued: proto.ReportDisposition.REQUEUED,
  rejected: proto.ReportDisposition.REJECTED,
};

const messageByDisposition: Record<Disposition, string> = {
  accepted: 'result recorded',
  duplicate: 'this result was recorded before',
  stale: 'the task is no longer with this worker',
  unknown: 'no such task',
  requeued: 'the task went back to the queue',
  rejected: 'the result could not be taken; the task failed',
};

const maxText = 10_000;
const maxRetryAfterMs = 30 * 86_400_000;
const maxAgeMs = 366 * 86_400_000;
/** What PostgreSQL cannot hold in text does not get past the wire. */
const text = (value: string): string => value.replaceAll('\u0000', '').toWellFormed().slice(0, maxText);

const isNeeded = (value: string): boolean => value !== '' && value.length <= 200 && !value.includes('\u0000');

export function need(field: string, value: string): string {
  if (value === '') throw new EnglogError('invalid_argument', `${field} is required`);
  if (!isNeeded(value))
    throw new EnglogError('invalid_argument', `${field} must be at most 200 characters without NUL`);
  return value;
}

/** Capabilities of another version are left out: no task needs them here. */
export const fromCapabilities = (wire: proto.WorkerCapability[]): Capability[] => [
  ...new Set(wire.flatMap((capability) => capabilityByWire[capability] ?? [])),
];

const toKey = (ref: proto.AttemptRef): AttemptKey => ({ taskId: ref.taskId, attempt: ref.attempt });
export const toKeys = (refs: proto.AttemptRef[]): AttemptKey[] => refs.map(toKey);
const fromModels = (models: proto.OllamaModel[]) => models.map(({ name, loaded }) => ({ name: text(name), loaded }));

export function fromRegistration(request: proto.RegisterWorkerRequest): Registration {
  const linkVersion = Math.max(0, request.linkVersion);
  return {
    workerId: need('worker_id', request.workerId),
    workerName: need('worker_name', request.workerName),
    version: text(request.version),
    capabilities: fromCapabilities(request.capabilities),
    pools: request.pools.map(text),
    labels: Object.fromEntries(Object.entries(request.labels).map(([name, value]) => [text(name), text(value)])),
    models: fromModels(request.ollamaModels),
    slots: Math.min(10_000, Math.max(0, request.slots)),
    linkVersion,
    instanceId: text(request.instanceId),
    inFlight: toKeys(request.inFlight),
  };
}

export function fromHeartbeat(request: proto.WorkerHeartbeatRequest): Heartbeat {
  const services = request.stats?.services ?? {};
  const { ollama } = services;
  return {
    status: statusByWire[request.status] ?? 'unspecified',
    stats: request.stats === undefined ? null : (proto.WorkerStats.toJSON(request.stats) as Record<string, unknown>),
    ollama: ollama === undefined ? 'unknown' : ollama === 'down' ? 'down' : 'up',
    models: request.ollamaModels.length > 0 ? fromModels(request.ollamaModels) : null,
  };
}

/** 0 is a plain worker's: its session is the fence. */
const attemptOf = (attempt: number): number | null => (attempt > 0 ? attempt : null);

export function fromResult(request: proto.TaskResultRequest): ResultReport {
  return {
    taskId: need('task_id', request.taskId),
    attempt: attemptOf(request.attempt),
    outcome: outcomeOf(request),
    result: request.result,
    failure: failureOf(request),
    retryAfterMs: request.retryAfterMs > 0 ? Math.min(request.retryAfterMs, maxRetryAfterMs) : null,
    startedAt: plausible(request.startedAt),
  };
}

/** A worker's clock may be wrong; a time far from now says nothing. */
function plausible(time: Date | undefined): number | null {
  const ms = time?.getTime() ?? NaN;
  return Math.abs(ms - Date.now()) < maxAgeMs ? ms : null;
}

/** The same for a stream, where there is no status to answer with: a report at fault becomes the failure of its attempt. */
export function readResult(request: proto.TaskResultRequest): { report: ResultReport | null; isRejected: boolean } {
  try {
    return { report: fromResult(request), isRejected: false };
  } catch (error) {
    const failure = { code: 'invalid_report', message: EnglogError.from(error).message, retryable: false };
    const failed = { ...request, status: proto.TaskStatus.FAILED, handedBack: false };
    const report = isNeeded(request.taskId) ? { ...fromResult(failed), failure } : null;
    return { report, isRejected: true };
  }
}

function outcomeOf(request: proto.TaskResultRequest): ResultReport['outcome'] {
  if (request.handedBack) return 'handed_back';
  switch (request.status) {
    case proto.TaskStatus.COMPLETED:
      return 'completed';
    case proto.TaskStatus.FAILED:
      return 'failed';
    case proto.TaskStatus.CANCELLED:
      return 'cancelled';
    default:
      throw new EnglogError('invalid_argument', 'status must be COMPLETED, FAILED or CANCELLED');
  }
}

function failureOf(request: proto.TaskResultRequest): TaskFailure | null {
  if (request.status === proto.TaskStatus.COMPLETED) return null;
  return {
    code: request.errorCode === '' ? 'handler_error' : text(request.errorCode),
    message: request.errorMessage === '' ? 'the worker gave no message' : text(request.errorMessage),
    retryable: request.retryable ?? true,
  };
}

export function fromProgress(request: proto.TaskProgressRequest): ProgressReport {
  if (request.progressPercent < 0 || request.progressPercent > 100)
    throw new EnglogError('invalid_argument', 'progress_percent must be within 0 and 100');
  return {
    taskId: need('task_id', request.taskId),
    attempt: attemptOf(request.attempt),
    percent: request.progressPercent,
    message: text(request.statusMessage),
    textChunk: request.textChunk,
    textRestart: request.textRestart,
  };
}

export const toResultResponse = (disposition: Disposition): proto.TaskResultResponse => ({
  resultReceived: disposition !== 'stale' && disposition !== 'unknown',
  message: messageByDisposition[disposition],
  disposition: wireByDisposition[disposition],
});

export const toReceipt = (sequence: number, disposition: Disposition): proto.ReportReceipt => ({
  sequence,
  disposition: wireByDisposition[disposition],
  message: messageByDisposition[disposition],
  more: [],
});

const empty = {
  taskId: '',
  taskType: proto.TaskType.UNSPECIFIED,
  payload: '',
  priority: 0,
  deadline: undefined,
  metadata: {},
  attempt: 0,
  leaseExpiresAt: undefined,
  timeoutMs: 0,
  more: [],
};

export function toTaskRequest(message: SessionMessage, sequence: number, leaseMs: number): proto.TaskRequest {
  if (message.kind === 'task') return toTask(message.delivery, sequence, leaseMs);
  return { ...empty, sequence, signal: { kind: toSignal(message) } };
}

function toTask(delivery: Delivery, sequence: number, leaseMs: number): proto.TaskRequest {
  const now = Date.now();
  return {
    taskId: delivery.taskId,
    taskType: wireByType[delivery.type],
    payload: delivery.payload,
    priority: delivery.priority,
    deadline: new Date(now + delivery.timeoutMs),
    metadata: delivery.metadata,
    attempt: delivery.attempt,
    leaseExpiresAt: new Date(now + leaseMs),
    sequence,
    signal: undefined,
    timeoutMs: delivery.timeoutMs,
    more: [],
  };
}

function toSignal(message: Exclude<SessionMessage, { kind: 'task' }>): NonNullable<proto.Signal['kind']> {
  switch (message.kind) {
    case 'ping':
      return { $case: 'ping', value: { sequence: message.sequence } };
    case 'cancel':
      return { $case: 'cancel', value: message.attempt };
    case 'drain':
      return { $case: 'drain', value: { reason: message.reason, graceMs: message.graceMs } };
    case 'stale':
      return { $case: 'stale', value: { attempts: message.attempts } };
  }
}
