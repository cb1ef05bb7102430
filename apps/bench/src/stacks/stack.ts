/**
 * What a queue must offer to be measured: a producer behind the HTTP front and a consumer in the worker's process.
 * Each stack is set up the way its own documentation advises for throughput, its results kept where it keeps any.
 */
/** The front's side. */
export interface Producer {
  /** Durable once it resolves; answers the task's id. */
  enqueue(payload: object): Promise<string>;
  enqueueMany(payloads: object[]): Promise<string[]>;
  /** How many tasks the store has recorded as completed. */
  completed(): Promise<number>;
  close(): Promise<void>;
}

/** The worker's side. */
export interface Consumer {
  close(): Promise<void>;
}

export interface Stack {
  /** Creates what must exist before either side starts. */
  prepare?(storeUrl: string): Promise<void>;
  openProducer(storeUrl: string): Promise<Producer>;
  /** `onStart` is the no-op handler: called with the task's id as its handler starts. */
  openConsumer(storeUrl: string, onStart: (taskId: string) => void): Promise<Consumer>;
}
