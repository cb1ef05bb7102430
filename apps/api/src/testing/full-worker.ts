import {
  APIWorkerServiceDefinition,
  ReportDisposition,
  TaskStatus,
  WorkerCapability,
  WorkerStatus,
} from '@englog/proto-gen';
import type {
  APIWorkerServiceClient,
  AttemptRef,
  RegisterWorkerRequest,
  RegisterWorkerResponse,
  ReportReceipt,
  TaskRequest,
  TaskResultRequest,
  WorkerReport,
} from '@englog/proto-gen';
import { AsyncQueue } from '@englog/runtime';
import { waitFor } from '@englog/testing';
import { createChannel, createClientFactory, Metadata } from 'nice-grpc';
import type { Channel } from 'nice-grpc';
import { joinToken } from './api-fixture';

export interface FullWorkerBehaviour {
  /** Acknowledges tasks by itself. */
  acks: boolean;
  /** Echoes pings by itself. */
  echoes: boolean;
}

type Kind = NonNullable<WorkerReport['kind']>;

/** Speaks the full link by hand, so that a test can leave out, repeat or delay any part of it. */
export class FullWorker {
  readonly tasks: TaskRequest[] = [];
  readonly signals: NonNullable<NonNullable<TaskRequest['signal']>['kind']>[] = [];
  readonly receipts: ReportReceipt[] = [];
  readonly client: APIWorkerServiceClient;
  readonly behaviour: FullWorkerBehaviour = { acks: true, echoes: true };
  token = '';
  inFlight: AttemptRef[] = [];
  streamEnded: unknown = null;
  reportsEnded: unknown = null;
  readonly #channel: Channel;
  #over = new AbortController();
  #reports = new AsyncQueue<WorkerReport>({ capacity: 10_000 });
  #sequence = 0;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(
    address: string,
    readonly workerId: string,
    readonly registration: Partial<RegisterWorkerRequest> = {},
  ) {
    this.#channel = createChannel(address);
    this.client = createClientFactory().create(APIWorkerServiceDefinition, this.#channel);
  }

  async register(more: Partial<RegisterWorkerRequest> = {}): Promise<RegisterWorkerResponse> {
    const answer = await this.client.registerWorker(
      {
        workerId: this.workerId,
        workerName: this.workerId,
        capabilities: [
          WorkerCapability.CAPABILITY_AI_INSIGHTS,
          WorkerCapability.CAPABILITY_WEEKLY_REPORTS,
          WorkerCapability.CAPABILITY_NOTIFICATIONS,
        ],
        linkVersion: 1,
        slots: 2,
        instanceId: `${this.workerId}-1`,
        inFlight: this.inFlight,
        ...this.registration,
        ...more,
      },
      { metadata: Metadata({ authorization: `Bearer ${joinToken}` }) },
    );
    this.token = answer.sessionToken;
    return answer;
  }

  /** Opens both streams; resolves once the API counts the worker as connected. */
  async connect(): Promise<void> {
    this.#over = new AbortController();
    this.#reports = new AsyncQueue<WorkerReport>({ capacity: 10_000 });
    this.streamEnded = null;
    this.reportsEnded = null;
    this.#reading = Promise.all([this.#readTasks(this.#over.signal), this.#readReceipts(this.#over.signal)]);
    await waitFor(async () => (await this.heartbeat()).connectionHealthy);
  }

  heartbeat(services: Record<string, string> = {}) {
    return this.client.workerHeartbeat({
      workerId: this.workerId,
      sessionToken: this.token,
      status: WorkerStatus.IDLE,
      stats: { services },
    });
  }

  send(kind: Kind): number {
    this.#sequence += 1;
    this.#reports.push({ sequence: this.#sequence, kind, more: [] });
    return this.#sequence;
  }

  /** As one message. */
  sendTogether(kinds: Kind[]): void {
    const [first, ...more] = kinds.map((kind): WorkerReport => ({ sequence: ++this.#sequence, kind, more: [] }));
    if (first !== undefined) this.#reports.push({ ...first, more });
  }

  resultOf(task: AttemptRef, result: Partial<TaskResultRequest> = {}): TaskResultRequest {
    return {
      taskId: task.taskId,
      workerId: this.workerId,
      status: TaskStatus.COMPLETED,
      result: '{"ok":true}',
      errorMessage: '',
      startedAt: undefined,
      completedAt: undefined,
      attempt: task.attempt,
      errorCode: '',
      handedBack: false,
      retryAfterMs: 0,
      ...result,
    };
  }

  ack(task: AttemptRef): void {
    this.send({ $case: 'ack', value: { taskId: task.taskId, attempt: task.attempt } });
  }

  /** Reports the attempt's end and answers its receipt. */
  async report(task: AttemptRef, result: Partial<TaskResultRequest> = {}): Promise<ReportDisposition> {
    const sequence = this.send({ $case: 'result', value: this.resultOf(task, result) });
    await waitFor(() => this.receipts.some((receipt) => receipt.sequence === sequence));
    const receipt = this.receipts.find((each) => each.sequence === sequence);
    return receipt?.disposition ?? ReportDisposition.UNSPECIFIED;
  }

  async task(n = 0): Promise<TaskRequest> {
    await waitFor(() => this.tasks.length > n);
    return this.tasks[n] as TaskRequest;
  }

  async signal(kind: string) {
    await waitFor(() => this.signals.some((signal) => signal.$case === kind));
    return this.signals.find((signal) => signal.$case === kind);
  }

  /** Breaks both streams, keeps the connection. */
  async cut(): Promise<void> {
    this.#over.abort();
    this.#reports.close();
    await this.#reading;
  }

  async close(): Promise<void> {
    await this.cut();
    this.#channel.close();
  }

  get credentials() {
    return { metadata: Metadata({ 'x-session-token': this.token }) };
  }

  async #readTasks(signal: AbortSignal): Promise<void> {
    const request = { workerId: this.workerId, sessionToken: this.token, inFlight: this.inFlight };
    try {
      for await (const task of this.client.streamTasks(request, { signal }))
        [task, ...task.more].forEach((each) => this.#take(each));
      this.streamEnded = 'ended';
    } catch (error) {
      this.streamEnded = error;
    }
  }

  #take(task: TaskRequest): void {
    const signal = task.signal?.kind;
    if (signal !== undefined) {
      this.signals.push(signal);
      if (signal.$case === 'ping' && this.behaviour.echoes) this.send({ $case: 'pingEcho', value: signal.value });
      return;
    }
    this.tasks.push(task);
    if (this.behaviour.acks) this.ack(task);
  }

  async #readReceipts(signal: AbortSignal): Promise<void> {
    try {
      const stream = this.client.streamReports(this.#reports, { signal, ...this.credentials });
      for await (const receipt of stream) this.receipts.push(receipt, ...receipt.more);
      this.reportsEnded = 'ended';
    } catch (error) {
      this.reportsEnded = error;
    }
  }
}
