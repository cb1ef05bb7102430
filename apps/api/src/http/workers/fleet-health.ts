import type { FleetStatus } from '@englog/domain';
import type { DispatchHealth } from '../../dispatch/dispatch';
import type { WorkerRecord } from '../../store/records';

export interface FleetFacts {
  workers: readonly WorkerRecord[];
  dispatch: DispatchHealth;
  feed: 'local' | 'connected' | 'degraded';
}

const isAble = (worker: WorkerRecord): boolean => worker.status !== 'error' && worker.status !== 'unavailable';

/** One word for the fleet and why. `warning`: nobody is there to take tasks; they wait and nothing is lost. */
export const fleetHealth = ({ workers, dispatch, feed }: FleetFacts): { status: FleetStatus; message: string } => {
  const connected = workers.filter(({ state }) => state === 'connected');
  if (connected.length === 0) return { status: 'warning', message: 'No worker is connected; tasks wait' };
  const able = connected.filter(isAble);
  if (able.length === 0) return { status: 'unhealthy', message: 'No connected worker can take tasks' };

  const away = workers.filter(({ state }) => state === 'away').length;
  const open = dispatch.breakers.filter(({ state }) => state !== 'closed').map(({ name }) => name);
  const troubles = [
    able.length < connected.length
      ? `${connected.length - able.length} of ${connected.length} workers cannot take tasks`
      : '',
    away > 0 ? `${away} lost their connection just now` : '',
    open.length > 0 ? `open breakers: ${open.join(', ')}` : '',
    feed === 'degraded' ? 'Redis is away: live events reach this replica’s clients only' : '',
  ].filter((trouble) => trouble !== '');
  if (troubles.length > 0) return { status: 'degraded', message: troubles.join('; ') };
  return { status: 'healthy', message: `${connected.length} connected` };
};
