import { EnglogError } from '@englog/domain';
import type * as proto from '@englog/proto-gen';
import type { CallContext } from 'nice-grpc-common';
import type { Logger } from 'pino';
import { steadyNow } from '../dispatch/clock';
import type { Dispatcher } from '../dispatch/dispatcher';
import type { WorkerSession } from '../dispatch/worker-session';
import { checkJoin, sessionOf, tokenOf } from './access';
import type { JoinRule } from './access';
import type { AttemptServices } from './attempt-services';
import { joinRefusals } from './join-refusals';
import { reportStream } from './report-stream';
import { taskStream } from './task-stream';
import * as wire from './wire';

export interface WorkerServiceOptions {
  dispatcher: Dispatcher;
  attemptServices: AttemptServices;
  join: JoinRule;
  heartbeatMs: number;
  pingIntervalMs: number;
  graceMs: number;
  leaseMs: number;
  maxResultBytes: number;
  /** By service: what HealthCheck tells. */
  services: () => Promise<Record<string, string>>;
  log: Logger;
}

/** worker.APIWorkerService for plain and full workers: what the wire says, handed to the dispatch room. */
export class WorkerService implements proto.APIWorkerServiceImplementation {
  readonly #options: WorkerServiceOptions;
  readonly #refused: ReturnType<typeof joinRefusals>;

  constructor(options: WorkerServiceOptions) {
    this.#options = options;
    this.#refused = joinRefusals(options.log, steadyNow);
  }

  async registerWorker(request: proto.RegisterWorkerRequest, context: CallContext) {
    const { dispatcher, join, heartbeatMs, pingIntervalMs, graceMs, maxResultBytes } = this.#options;
    const registration = wire.fromRegistration(request);
    try {
      checkJoin(context, join);
    } catch (error) {
      this.#refused(context.peer, registration.workerId, EnglogError.from(error).message);
      throw error;
    }
    const { token, stale } = await dispatcher.gate.register(registration);
    return {
      sessionToken: token,
      heartbeatIntervalSeconds: Math.max(1, Math.round(heartbeatMs / 1000)),
      registrationSuccessful: true,
      message: `worker ${registration.workerId} registered`,
      stale,
      pingIntervalMs,
      reconnectGraceMs: graceMs,
      maxResultBytes,
    };
  }

  async workerHeartbeat(request: proto.WorkerHeartbeatRequest, { metadata }: CallContext) {
    const session = await this.#session(request.workerId, metadata, request.sessionToken);
    const isStreaming = this.#options.dispatcher.gate.heartbeat(session, wire.fromHeartbeat(request));
    return {
      connectionHealthy: isStreaming,
      message: isStreaming ? 'ok' : 'no task stream is open',
      serverTime: new Date(),
    };
  }

  async *streamTasks(request: proto.StreamTasksRequest, { metadata, signal }: CallContext) {
    const { dispatcher, leaseMs } = this.#options;
    const session = await this.#session(request.workerId, metadata, request.sessionToken);
    const capabilities = wire.fromCapabilities(request.capabilities);
    if (capabilities.length > 0) session.record = { ...session.record, capabilities };
    const inFlight = session.isFull ? wire.toKeys(request.inFlight) : null;
    yield* taskStream({ gate: dispatcher.gate, session, inFlight, leaseMs, signal });
  }

  async reportTaskResult(request: proto.TaskResultRequest, { metadata }: CallContext) {
    wire.need('task_id', request.taskId);
    const session = await this.#session(request.workerId, metadata);
    const report = wire.fromResult(request);
    return wire.toResultResponse(await this.#options.dispatcher.reports.result(session, report));
  }

  async updateTaskProgress(request: proto.TaskProgressRequest, { metadata }: CallContext) {
    wire.need('task_id', request.taskId);
    const report = wire.fromProgress(request);
    const session = await this.#session(request.workerId, metadata);
    const { reports } = this.#options.dispatcher;
    if (!reports.progress(session, report) && !(await reports.progressElsewhere(session, report)))
      throw new EnglogError('conflict', `task ${report.taskId} is not with this worker`);
    return {};
  }

  async healthCheck() {
    const { dispatcher, services } = this.#options;
    const states = await services();
    const isHealthy = Object.values(states).every((state) => state === 'up' || state === 'local');
    return {
      status: isHealthy ? 'healthy' : 'degraded',
      timestamp: new Date(),
      services: states,
      activeWorkers: dispatcher.health().connectedWorkers,
    };
  }

  async *streamReports(incoming: AsyncIterable<proto.WorkerReport>, { metadata, signal }: CallContext) {
    const { log } = this.#options;
    const { gate, reports } = this.#options.dispatcher;
    const session = await sessionOf(gate, metadata);
    yield* reportStream({ gate, reports, session, incoming, signal, log });
  }

  async *streamTaskEntries(request: proto.TaskEntriesRequest, { metadata, signal }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    yield* this.#options.attemptServices.entries(session, request, signal);
  }

  async findStoredAnswer(request: proto.StoredAnswerRequest, { metadata }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    return this.#options.attemptServices.storedAnswer(session, request);
  }

  async runCleanupBatch(request: proto.CleanupBatchRequest, { metadata }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    return this.#options.attemptServices.cleanupBatch(session, request);
  }

  async deliverAlerts(request: proto.DeliverAlertsRequest, { metadata }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    return this.#options.attemptServices.deliverAlerts(session, request);
  }

  async checkDelivery(request: proto.CheckDeliveryRequest, { metadata }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    return this.#options.attemptServices.checkDelivery(session, request);
  }

  async claimNotification(request: proto.ClaimNotificationRequest, { metadata }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    return this.#options.attemptServices.claimNotification(session, request);
  }

  async settleNotification(request: proto.SettleNotificationRequest, { metadata }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    return this.#options.attemptServices.settleNotification(session, request);
  }

  async compareWithTeam(request: proto.CompareWithTeamRequest, { metadata }: CallContext) {
    const session = await sessionOf(this.#options.dispatcher.gate, metadata);
    return this.#options.attemptServices.compareWithTeam(session, request);
  }

  #session(workerId: string, metadata: CallContext['metadata'], field?: string): Promise<WorkerSession> {
    return this.#options.dispatcher.gate.authenticate(wire.need('worker_id', workerId), tokenOf(metadata, field));
  }
}
