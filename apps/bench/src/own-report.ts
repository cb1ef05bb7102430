/** The figures only EngLog has, in a few lines. */
import type { BacklogComparison, BacklogResult } from './englog/backlog';
import type { IdleCost, IdleResult } from './englog/idle-workers';
import { whole } from './report';

export function backlogText({ shallow, deep }: BacklogComparison): string {
  const share = (field: 'dispatchedPerSecond' | 'dispatchedUnderLoadPerSecond') =>
    `${((100 * deep[field]) / shallow[field]).toFixed(0)} %`;
  const line = ({ pending, dispatchedPerSecond, dispatchedUnderLoadPerSecond, apiMemoryMb }: BacklogResult) =>
    `  ${whole(pending)} pending: ${whole(dispatchedPerSecond)} dispatched/s, ${whole(dispatchedUnderLoadPerSecond)}/s while tasks are posted; ` +
    `API ${whole(apiMemoryMb.empty)} MB empty, ${whole(apiMemoryMb.halfFilled)} half filled, ${whole(apiMemoryMb.filled)} filled, ${whole(apiMemoryMb.afterwards)} afterwards`;
  const shares = `  the deep one dispatches ${share('dispatchedPerSecond')} of the shallow one's rate, ${share('dispatchedUnderLoadPerSecond')} while tasks are posted`;
  return ['\nbacklog', line(shallow), line(deep), shares].join('\n');
}

export function idleText({ none, many }: IdleResult): string {
  const line = ({ workers, apiCpu, transactionsPerSecond, apiMemoryMb }: IdleCost) =>
    `  ${whole(workers)} idle workers: ${(100 * apiCpu).toFixed(1)} % of a core, ${transactionsPerSecond.toFixed(1)} database transactions/s, ${whole(apiMemoryMb)} MB`;
  return ['\nidle', line(none), line(many)].join('\n');
}
