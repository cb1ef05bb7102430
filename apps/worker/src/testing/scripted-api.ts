import { ServerCredentials } from '@grpc/grpc-js';
import { APIWorkerServiceDefinition, NotificationClaim, ReportDisposition, TaskType } from '@englog/proto-gen';
import type {
  APIWorkerServiceImplementation,
  AttemptRef,
  ReportReceipt as WireReceipt,
  WorkerReport,
  RegisterWorkerRequest,
  RegisterWorkerResponse,
  Signal,
  StreamTasksRequest,
  TaskEntriesBatch,
  TaskEntriesRequest,
  TaskProgressRequest,
  TaskRequest,
  TaskResultRequest,
  WorkerHeartbeatRequest,
} from '@englog/proto-gen';
import { AsyncQueue } from '@englog/runtime';
import { createServer, ServerError, Status } from 'nice-grpc';
import type { CallContext, Server } from 'nice-grpc';

export interface ScriptedApiOptions {
  port?: number;
  joinToken?: string;
  pingIntervalMs?: number;
  heartbeatSeconds?: number;
  maxResultBytes?: number;
  credentials?: ServerCredentials;
}

interface LiveStream {
  request: StreamTasksRequest;
  queue: AsyncQueue<TaskRequest>;
  sequence: number;
  pinger: NodeJS.Timeout | null;
  abort: AbortController;
}

export type Receipt = 'accept' | 'hold' | 'stale' | 'duplicate' | 'reject';

const dispositions: Record<Exclude<Receipt, 'hold'>, ReportDisposition> = {
  accept: ReportDisposition.ACCEPTED,
  stale: ReportDisposition.STALE,
  duplicate: ReportDisposition.DUPLICATE,
  reject: ReportDisposition.REJECTED,
};

/**
 * The API's side of the link as a program in a test's hands: it speaks the real protocol over a real port, remembers what
 * the worker said, and misbehaves when told. It keeps no tasks: what it sends is what the test tells it to send.
 */
export class ScriptedApi {
  readonly registrations: RegisterWorkerRequest[] = [];
  readonly heartbeats: WorkerHeartbeatRequest[] = [];
  readonly streams: StreamTasksRequest[] = [];
  readonly acks: AttemptRef[] = [];
  readonly echoes: number[] = [];
  readonly progress: TaskProgressRequest[] = [];
  /** Everything received, in order; the same report may be there twice. */
  readonly results: TaskResultRequest[] = [];
  readonly entryRequests: TaskEntriesRequest[] = [];
  /** What each result is answered with. */
  receipt: Receipt = 'accept';
  /** Claimed attempts it finds stale, at registration and on the stream. */
  stale: AttemptRef[] = [];
  refuseRegistration: { status: Status; message: string } | null = null;
  refuseHeartbeats: Status | null = null;
  pings = true;
  entries: (request: TaskEntriesRequest) => AsyncIterable<TaskEntriesBatch> = async function* () {
    yield { entries: '[]', missingEntryIds: [], last: true, timeZone: '' };
  };
  storedAnswer: { result: string; answeredAt: Date } | null = null;
  readonly #options: Required<Omit<ScriptedApiOptions, 'credentials'>> & { credentials: ServerCredentials };
  readonly #live = new Set<LiveStream>();
  readonly #reportStreams = new Set<AbortController>();
  #server: Server | null = null;
  #sessions = new Map<string, string>();
  #tokens = 0;

  private constructor(options: ScriptedApiOptions) {
    this.#options = {
      port: 0,
      joinToken: 'join',
      pingIntervalMs: 200,
      heartbeatSeconds: 1,
      maxResultBytes: 0,
      credentials: ServerCredentials.createInsecure(),
      ...options,
    };
  }

  static async start(options: ScriptedApiOptions = {}): Promise<ScriptedApi> {
    const api = new ScriptedApi(options);
    await api.listen();
    return api;
  }

  get port(): number {
    return this.#options.port;
  }

  get connected(): boolean {
    return this.#live.size > 0;
  }

  /** Messages its task streams have not taken yet. */
  get unsent(): number {
    return [...this.#live].reduce((sum, { queue }) => sum + queue.size, 0);
  }

  /** Listens again on the port it had. */
  async listen(): Promise<void> {
    const server = createServer({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
    server.add(APIWorkerServiceDefinition, this.#implementation());
    this.#options.port = await server.listen(`127.0.0.1:${this.#options.port}`, this.#options.credentials);
    this.#server = server;
  }

  /** Gone as a killed process is: streams cut, port closed. */
  kill(): void {
    this.#server?.forceShutdown();
    this.#server = null;
    for (const live of [...this.#live]) this.#drop(live);
  }

  async stop(): Promise<void> {
    this.kill();
    await new Promise(setImmediate);
  }

  /** Forgets every session: the next call gets NOT_FOUND. */
  forget(): void {
    this.#sessions.clear();
  }

  /** Ends the task streams in good order: EOF. */
  endStreams(): void {
    for (const { queue } of this.#live) queue.close();
  }

  /** Breaks the task streams with this status. */
  breakStreams(status: Status): void {
    for (const { queue } of this.#live) queue.close(new ServerError(status, 'broken by the script'));
  }

  breakReportStreams(): void {
    for (const stream of this.#reportStreams) stream.abort();
  }

  send(task: Partial<TaskRequest> & { taskId: string }): void {
    this.#put({ taskType: TaskType.INSIGHT_GENERATION, attempt: 1, payload: '{}', timeoutMs: 60_000, ...task });
  }

  signal(kind: Signal['kind']): void {
    this.#put({ taskId: '', signal: { kind } });
  }

  /** The next message's number is one too high, as if one had been lost. */
  skipSequence(): void {
    for (const live of this.#live) live.sequence += 1;
  }

  #put(message: Partial<TaskRequest>): void {
    for (const live of this.#live) {
      live.sequence += 1;
      live.queue.push({
        taskId: '',
        taskType: TaskType.UNSPECIFIED,
        payload: '',
        priority: 5,
        deadline: undefined,
        metadata: {},
        attempt: 0,
        leaseExpiresAt: undefined,
        signal: undefined,
        timeoutMs: 0,
        more: [],
        ...message,
        sequence: live.sequence,
      });
    }
  }

  #drop(live: LiveStream): void {
    if (live.pinger) clearInterval(live.pinger);
    live.queue.abort();
    this.#live.delete(live);
  }

  #check(workerId: string, token: string): void {
    if (!this.#sessions.has(workerId)) throw new ServerError(Status.NOT_FOUND, 'unknown worker');
    if (this.#sessions.get(workerId) !== token) throw new ServerError(Status.UNAUTHENTICATED, 'wrong session token');
  }

  #register(request: RegisterWorkerRequest, context: CallContext): RegisterWorkerResponse {
    if (context.metadata.get('authorization') !== `Bearer ${this.#options.joinToken}`) {
      throw new ServerError(Status.UNAUTHENTICATED, 'wrong join token');
    }
    if (this.refuseRegistration) {
      throw new ServerError(this.refuseRegistration.status, this.refuseRegistration.message);
    }
    this.registrations.push(request);
    const token = `token-${(this.#tokens += 1)}`;
    this.#sessions.set(request.workerId, token);
    const { heartbeatSeconds, pingIntervalMs, maxResultBytes } = this.#options;
    return {
      sessionToken: token,
      heartbeatIntervalSeconds: heartbeatSeconds,
      registrationSuccessful: true,
      message: '',
      stale: this.#staleOf(request.inFlight),
      pingIntervalMs,
      reconnectGraceMs: 5_000,
      maxResultBytes,
    };
  }

  #staleOf(claimed: AttemptRef[]): AttemptRef[] {
    const isStale = (ref: AttemptRef): boolean =>
      this.stale.some(({ taskId, attempt }) => taskId === ref.taskId && attempt === ref.attempt);
    return claimed.filter(isStale);
  }

  #openStream(request: StreamTasksRequest, context: CallContext): LiveStream {
    this.#check(request.workerId, request.sessionToken);
    this.streams.push(request);
    const queue = new AsyncQueue<TaskRequest>({ capacity: 100_000, signal: context.signal });
    const live: LiveStream = { request, queue, sequence: 0, pinger: null, abort: new AbortController() };
    this.#live.add(live);
    const { pingIntervalMs } = this.#options;
    if (pingIntervalMs > 0) {
      let pings = 0;
      live.pinger = setInterval(() => {
        if (this.pings) this.signal({ $case: 'ping', value: { sequence: (pings += 1) } });
      }, pingIntervalMs);
    }
    const stale = this.#staleOf(request.inFlight);
    if (stale.length > 0) this.signal({ $case: 'stale', value: { attempts: stale } });
    return live;
  }

  #note(report: { $case: string; value: unknown } | undefined): boolean {
    switch (report?.$case) {
      case 'ack':
        this.acks.push(report.value as AttemptRef);
        return false;
      case 'pingEcho':
        this.echoes.push((report.value as { sequence: number }).sequence);
        return false;
      case 'progress':
        this.progress.push(report.value as TaskProgressRequest);
        return false;
      default:
        this.results.push(report?.value as TaskResultRequest);
        return true;
    }
  }

  async *#streamTasks(request: StreamTasksRequest, context: CallContext): AsyncGenerator<TaskRequest> {
    const live = this.#openStream(request, context);
    try {
      yield* live.queue;
    } finally {
      this.#drop(live);
    }
  }

  async *#streamReports(reports: AsyncIterable<WorkerReport>, context: CallContext): AsyncGenerator<WireReceipt> {
    const stream = new AbortController();
    this.#reportStreams.add(stream);
    const broken = new Promise<never>((_, reject) => {
      const onAbort = (): void => reject(new ServerError(Status.UNAVAILABLE, 'reports broken'));
      stream.signal.addEventListener('abort', onAbort, { once: true });
    });
    broken.catch(() => undefined);
    const iterator = reports[Symbol.asyncIterator]();
    try {
      while (!context.signal.aborted) {
        const { value, done } = await Promise.race([iterator.next(), broken]);
        if (done) return;
        const noted = [value, ...value.more].filter(({ kind }) => this.#note(kind));
        if (this.receipt === 'hold') continue;
        const disposition = dispositions[this.receipt];
        for (const { sequence } of noted) yield { sequence, disposition, message: '', more: [] };
      }
    } finally {
      this.#reportStreams.delete(stream);
    }
  }

  #heartbeat(request: WorkerHeartbeatRequest): { connectionHealthy: boolean } {
    this.#check(request.workerId, request.sessionToken);
    if (this.refuseHeartbeats !== null) throw new ServerError(this.refuseHeartbeats, 'told to refuse');
    this.heartbeats.push(request);
    return { connectionHealthy: true };
  }

  async *#streamEntries(request: TaskEntriesRequest): AsyncGenerator<TaskEntriesBatch> {
    this.entryRequests.push(request);
    yield* this.entries(request);
  }

  #implementation(): APIWorkerServiceImplementation {
    const refuse = (): never => {
      throw new ServerError(Status.UNIMPLEMENTED, 'not in this script');
    };
    const others = Object.fromEntries(Object.keys(APIWorkerServiceDefinition.methods).map((name) => [name, refuse]));
    return {
      ...(others as unknown as APIWorkerServiceImplementation),
      registerWorker: async (request, context) => this.#register(request, context),
      workerHeartbeat: async (request) => this.#heartbeat(request),
      streamTasks: (request, context) => this.#streamTasks(request, context),
      streamReports: (reports, context) => this.#streamReports(reports, context),
      streamTaskEntries: (request) => this.#streamEntries(request),
      findStoredAnswer: async () => (this.storedAnswer ? { found: true, ...this.storedAnswer } : { found: false }),
      runCleanupBatch: async ({ cursor, maxRows }) => ({
        nextCursor: cursor === '' ? 'half' : '',
        outcome: JSON.stringify({ deleted: maxRows }),
        progressPercent: cursor === '' ? 50 : 100,
      }),
      deliverAlerts: async ({ userIds }) => ({ delivered: userIds.length, skipped: 0, nextCursor: '' }),
      checkDelivery: async () => ({ deliver: true }),
      claimNotification: async () => ({ claim: NotificationClaim.CLAIMED }),
      settleNotification: async () => ({}),
      compareWithTeam: async () => ({ people: 0, measures: [] }),
      healthCheck: async () => ({ status: 'healthy' }),
    };
  }
}
