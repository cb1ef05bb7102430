export { EnglogError, errorCodes } from './errors';
export type { EnglogErrorOptions, ErrorCode, FieldError } from './errors';
export { entryTypes, impactLevels, newEntry, timestamp, userId, valueRatings } from './entries';
export type { EntryType, ImpactLevel, LogEntry, NewEntry, ValueRating } from './entries';
export { capabilities, capabilityOf, isTerminal, taskStatuses, taskTypes } from './task';
export type {
  Attempt,
  AttemptOutcome,
  Capability,
  JsonObject,
  NewTask,
  Requirements,
  Task,
  TaskFailure,
  TaskProgress,
  TaskStatus,
  TaskType,
  TerminalStatus,
  WaitReason,
} from './task';
export type { AlertEvent, FeedEvent, TaskEvent } from './task-event';
export { next, rowStates, sourcesOf, statusOf, taskTransitions, transitionTable } from './task-state';
export type { RowState, TaskTransition } from './task-state';
export {
  analysisPayload,
  cleanupPayload,
  cleanupTargets,
  goalFields,
  insightPayload,
  maxAnalysisDays,
  maxReportDays,
  notificationPayload,
  payloadOf,
  reportPayload,
} from './payloads';
export type {
  AnalysisPayload,
  CleanupPayload,
  CleanupPolicy,
  Goal,
  InsightPayload,
  NotificationPayload,
  ReportPayload,
} from './payloads';
export { daysOf, isTimeZone, periodBefore, periodOf } from './statistics/period';
export type { Period, PeriodFields } from './statistics/period';
