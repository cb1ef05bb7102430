export type BreakerState = 'closed' | 'open' | 'half_open';

interface EventHead {
  policy: string;
  /** Epoch milliseconds. */
  at: number;
}

/** What happened in a policy: plain objects, to log or to count by `kind`. */
export type PolicyEvent = EventHead &
  (
    | { kind: 'breaker'; from: BreakerState; to: BreakerState; why: string }
    | { kind: 'retry'; attempt: number; delayMs: number; why: string }
    | { kind: 'gave_up'; attempts: number; why: string }
    | { kind: 'timeout'; afterMs: number }
    | { kind: 'rejected'; by: 'breaker' | 'bulkhead' }
    | { kind: 'fallback'; why: string }
  );

export type PolicyListener = (event: PolicyEvent) => void;

type Body<E> = E extends unknown ? Omit<E, keyof EventHead> : never;
export type PolicyEventBody = Body<PolicyEvent>;

export interface PolicyEvents {
  emit(event: PolicyEventBody): void;
  onChange(listener: PolicyListener): () => void;
}

/** A listener that throws is its owner's defect: it must not change the outcome of the call it watches. */
export const createEvents = (policy: string): PolicyEvents => {
  const listeners = new Set<PolicyListener>();
  return {
    emit(body) {
      const event = { ...body, policy, at: Date.now() } as PolicyEvent;
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

export const why = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
