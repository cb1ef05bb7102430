import type { Requirements, WaitReason } from '@englog/domain';
import type { WorkerRecord } from '../store/records';
import { offers } from './worker-session';

/** What the dispatcher decides by, for one waiting task. */
export interface WaitingFacts {
  state: 'scheduled' | 'ready' | 'leased';
  dueAt: number | null;
  attemptsSpent: number;
  requirements: Requirements;
  /** Workers of all replicas that are connected, or were a moment ago. */
  workers: WorkerRecord[];
  /** Is the worker's Ollama down, as it last said? */
  isOllamaDown: (worker: WorkerRecord) => boolean;
  /** Tasks ahead of it in its lane. */
  ahead: number;
  /** The limit that holds it, in words, or null. */
  limit: string | null;
}

const isConnected = ({ state }: WorkerRecord): boolean => state === 'connected';

const reasonOf = (
  reason: WaitReason['reason'],
  message: string,
  more: { until?: number | null; ahead?: number | null } = {},
): WaitReason => ({ reason, message, until: more.until ?? null, ahead: more.ahead ?? null });

/** Why a task waits: the first of the dispatcher's own conditions that does not hold. */
export function explain(facts: WaitingFacts): WaitReason {
  const { state, requirements, workers, ahead } = facts;
  if (state === 'leased') return reasonOf('dispatching', 'sent to a worker, not yet acknowledged');
  if (state === 'scheduled') return explainScheduled(facts);
  const offering = workers.filter((worker) => offers(worker, requirements));
  const able = offering.filter(isConnected);
  if (able.length === 0) {
    const missing = missingOffer(requirements, workers.filter(isConnected));
    return reasonOf('no_worker', `${missing}${awayOf(offering)}`, { ahead });
  }
  const up = requirements.needsOllama ? able.filter((worker) => !facts.isOllamaDown(worker)) : able;
  if (up.length === 0)
    return reasonOf('breaker_open', `Ollama is down at all ${able.length} workers that could run it`, { ahead });
  if (facts.limit !== null) return reasonOf('limit_reached', facts.limit, { ahead });
  const taking = up.filter((worker) => worker.status !== 'unavailable');
  const free = taking.reduce((sum, worker) => sum + Math.max(0, worker.slots - worker.activeTasks), 0);
  if (taking.length === 0)
    return reasonOf('no_free_slot', `all ${up.length} workers that could run it take nothing more or do not answer`, {
      ahead,
    });
  if (ahead > 0) return reasonOf('its_turn', `${ahead} tasks of its lane go before it`, { ahead });
  if (free === 0)
    return reasonOf('no_free_slot', `all slots of ${up.length} workers that could run it are taken`, { ahead });
  return reasonOf('dispatching', 'a slot is free; it is about to be sent', { ahead });
}

function explainScheduled({ dueAt, attemptsSpent }: WaitingFacts): WaitReason {
  const when = dueAt === null ? 'later' : new Date(dueAt).toISOString();
  if (attemptsSpent > 0)
    return reasonOf('backing_off', `attempt ${attemptsSpent + 1} starts at ${when}`, { until: dueAt });
  return reasonOf('scheduled', `scheduled for ${when}`, { until: dueAt });
}

const mostNamed = 5;

/** Those that could run it, were they there. */
function awayOf(workers: WorkerRecord[]): string {
  if (workers.length === 0) return '';
  const named = workers.slice(0, mostNamed).map(({ workerId }) => workerId);
  const more = workers.length > mostNamed ? ` and ${workers.length - mostNamed} more` : '';
  return `; away at the moment: ${named.join(', ')}${more}`;
}

/** Names the first requirement that no connected worker meets. */
function missingOffer({ pool, capability, labels, model }: Requirements, workers: WorkerRecord[]): string {
  if (workers.length === 0) return 'no worker is connected';
  let left = workers.filter((worker) => worker.capabilities.includes(capability));
  if (left.length === 0) return `no connected worker has the capability ${capability}`;
  left = left.filter((worker) => worker.pools.includes(pool));
  if (left.length === 0) return `no connected worker with the capability ${capability} serves the pool ${pool}`;
  for (const [name, value] of Object.entries(labels)) {
    left = left.filter((worker) => worker.labels[name] === value);
    if (left.length === 0) return `no such worker has the label ${name}=${value}`;
  }
  return `no such worker has the model ${model}`;
}
