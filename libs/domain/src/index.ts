export { EnglogError, errorCodes } from './errors';
export type { ErrorCode, FieldError } from './errors';
export { changedEntry, newEntry, timestamp, userId } from './entries';
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
export type { AlertEvent, FeedEvent } from './task-event';
export { next, rowStates, sourcesOf, statusOf, taskTransitions } from './task-state';
export type { RowState, TaskTransition } from './task-state';
export { analysisPayload, cleanupPayload, insightPayload, notificationPayload, reportPayload } from './payloads';
export type {
  CleanupPayload,
  CleanupPolicy,
  Goal,
  InsightPayload,
  NotificationChannel,
  NotificationPayload,
  ReportPayload,
} from './payloads';
export {
  daysOf,
  periodBefore,
  periodOf,
  reachAround,
  reachBefore,
  sameWeekdaysBefore,
  wholeDays,
} from './statistics/period';
export type { Period, PeriodFields } from './statistics/period';
export { invalidFields, parseInput, summaryOf } from './contract/field-errors';
export { parseDurationMs } from './contract/duration';
export { defaultTimeoutMs } from './contract/task-options';
export { batchRequest, parseNewTask, parseTypedTask, taskRequests, typedTaskRequest } from './contract/new-task';
export type { ParsedTask } from './contract/new-task';
export {
  alertListQuery,
  entryListQuery,
  maxPageSize,
  resultFormats,
  resultQuery,
  scheduleListQuery,
  taskListQuery,
  taskSelectionRequest,
  userEventsQuery,
} from './contract/query';
export type { ResultFormat } from './contract/query';
export { entryBulkDocument, entryBulkRequest, maxBulkEntries, splitEntries } from './contract/entry-requests';
export { scheduleAnswer, scheduleListAnswer, scheduleRequest, taskOfFiring } from './contract/schedule';
export type { CatchUp, NewSchedule, Schedule, ScheduleAnswer } from './contract/schedule';
export {
  alertListAnswer,
  attemptListAnswer,
  batchAnswer,
  cancelledCountAnswer,
  changedTaskAnswer,
  createdTaskAnswer,
  entryAnswer,
  entryBulkAnswer,
  entryListAnswer,
  healthAnswer,
  problemAnswer,
  readyAnswer,
  resultAnswer,
  retriedCountAnswer,
  taskAnswer,
  taskListAnswer,
  workerListAnswer,
  workersHealthAnswer,
} from './contract/answers';
export type {
  AttemptAnswer,
  BatchItemAnswer,
  FleetStatus,
  IndexedErrorAnswer,
  ProblemAnswer,
  ResultAnswer,
  TaskAnswer,
  TaskSummaryAnswer,
  WorkerAnswer,
  WorkersHealthAnswer,
} from './contract/answers';
export { computeFacts } from './facts/compute-facts';
export type { ComputedFacts, FactsInput } from './facts/compute-facts';
export { roundTo } from './facts/fact';
export type { Fact } from './facts/fact';
export { createAnswerReader } from './insight/answer';
export type { AnswerClosing, AnswerEnd } from './insight/answer';
export { checkStatement } from './insight/check';
export type { Statement } from './insight/check';
export { chooseFacts } from './insight/choose-facts';
export { composeSentences, composeTags, confidenceOf } from './insight/compose';
export type { Sentence } from './insight/compose';
export { fitPrompt } from './insight/fit-prompt';
export { questionContext, readInsightContext } from './insight/insight-context';
export type { InsightContext } from './insight/insight-context';
export { insightKindOf, insightPlans } from './insight/insight-kind';
export type { Prompt } from './insight/prompt';
export { suggestionsFor } from './insight/suggestions';
export { isSameModel } from './model-name';
export { decideDelivery, defaultPreferences, preferences } from './preferences';
export type { DeliveryDecision, Preferences } from './preferences';
export { clip, createSpanReader, toSpans } from './statistics/span';
export type { Span } from './statistics/span';
export { buildReport } from './report/build-report';
export { isReport, renderReport } from './report/render-report';
export type { ReportFormat } from './report/render-report';
export type { Narrative, ReportModel } from './report/report-model';
export { analyse } from './analysis/analyse';
export type { AnalysisInput } from './analysis/analyse';
export type { AnalysisModel } from './analysis/analysis-model';
