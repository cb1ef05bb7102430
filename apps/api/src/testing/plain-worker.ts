import { APIWorkerServiceDefinition, TaskStatus, WorkerCapability, WorkerStatus } from '@englog/proto-gen';
import type { APIWorkerServiceClient, RegisterWorkerRequest, TaskRequest } from '@englog/proto-gen';
import { waitFor } from '@englog/testing';
import { createChannel, createClientFactory, Metadata } from 'nice-grpc';
import type { Channel } from 'nice-grpc';
import { joinToken } from './api-fixture';

const everything = [
  WorkerCapability.CAPABILITY_AI_INSIGHTS,
  WorkerCapability.CAPABILITY_WEEKLY_REPORTS,
  WorkerCapability.CAPABILITY_DATA_ANALYSIS,
  WorkerCapability.CAPABILITY_NOTIFICATIONS,
  WorkerCapability.CAPABILITY_CLEANUP,
];

/**
 * A worker written from the contract's table alone: the six RPCs and their fields. It runs nothing by itself; a test says
 * what it reports.
 */
export class PlainWorker {
  readonly tasks: TaskRequest[] = [];
  readonly client: APIWorkerServiceClient;
  token = '';
  /** How the stream ended, once it has. */
  ended: unknown = null;
  readonly #channel: Channel;
  #stream = new AbortController();
  #reading: Promise<void> = Promise.resolve();

  constructor(
    address: string,
    readonly workerId: string,
    readonly registration: Partial<RegisterWorkerRequest> = {},
  ) {
    this.#channel = createChannel(address);
    this.client = createClientFactory().create(APIWorkerServiceDefinition, this.#channel);
  }

  async register(token = joinToken): Promise<void> {
    const answer = await this.client.registerWorker(
      {
        workerId: this.workerId,
        workerName: `Worker ${this.workerId}`,
        capabilities: everything,
        ...this.registration,
      },
      { metadata: Metadata({ authorization: `Bearer ${token}` }) },
    );
    this.token = answer.sessionToken;
  }

  /** Opens the stream and collects what comes; resolves once the API counts it as connected. */
  async stream(): Promise<void> {
    this.#stream = new AbortController();
    this.ended = null;
    this.#reading = this.#read(this.#stream.signal);
    await waitFor(async () => (await this.heartbeat()).connectionHealthy);
  }

  async #read(signal: AbortSignal): Promise<void> {
    try {
      const stream = this.client.streamTasks({ workerId: this.workerId, sessionToken: this.token }, { signal });
      for await (const task of stream) this.tasks.push(task);
      this.ended = 'ended';
    } catch (error) {
      this.ended = error;
    }
  }

  heartbeat() {
    return this.client.workerHeartbeat({
      workerId: this.workerId,
      sessionToken: this.token,
      status: WorkerStatus.IDLE,
    });
  }

  /** The n-th task it was sent, once it has come. */
  async task(n = 0): Promise<TaskRequest> {
    await waitFor(() => this.tasks.length > n);
    return this.tasks[n] as TaskRequest;
  }

  complete(taskId: string, result: unknown = { ok: true }) {
    return this.client.reportTaskResult(
      { taskId, workerId: this.workerId, status: TaskStatus.COMPLETED, result: JSON.stringify(result) },
      this.credentials,
    );
  }

  fail(taskId: string, errorMessage: string) {
    return this.client.reportTaskResult(
      { taskId, workerId: this.workerId, status: TaskStatus.FAILED, errorMessage },
      this.credentials,
    );
  }

  /** As one that shuts down, or whose own context ended. */
  giveUp(taskId: string, errorMessage = '') {
    return this.client.reportTaskResult(
      { taskId, workerId: this.workerId, status: TaskStatus.CANCELLED, errorMessage },
      this.credentials,
    );
  }

  progress(taskId: string, progressPercent: number, statusMessage = '') {
    return this.client.updateTaskProgress(
      { taskId, workerId: this.workerId, progressPercent, statusMessage },
      this.credentials,
    );
  }

  get credentials() {
    return { metadata: Metadata({ 'x-session-token': this.token }) };
  }

  /** Ends the stream alone. */
  async cut(): Promise<void> {
    this.#stream.abort();
    await this.#reading;
  }

  /** Closes everything, as a worker that vanished. */
  async close(): Promise<void> {
    await this.cut();
    this.#channel.close();
  }
}
