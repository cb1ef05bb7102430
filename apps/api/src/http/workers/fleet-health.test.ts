import type { DispatchHealth } from '../../dispatch/dispatch';
import type { WorkerRecord } from '../../store/records';
import { fleetHealth } from './fleet-health';

const worker = (state: WorkerRecord['state'], status: WorkerRecord['status'] = 'idle'): WorkerRecord => ({
  workerId: 'w',
  workerName: 'W',
  version: '1',
  capabilities: [],
  pools: ['default'],
  labels: {},
  models: [],
  slots: 1,
  state,
  status,
  stats: null,
  replicaId: 'r',
  registeredAt: 0,
  lastSeenAt: 0,
  activeTasks: 0,
});
const breaker = (state: 'closed' | 'open' | 'half_open') => ({ name: 'ollama@w', state });

describe('fleetHealth', () => {
  it.each<[string, WorkerRecord[], DispatchHealth['breakers'], 'local' | 'connected' | 'degraded', string]>([
    ['nobody', [], [], 'local', 'warning'],
    ['all gone', [worker('gone')], [], 'local', 'warning'],
    ['only one that is away', [worker('away')], [], 'local', 'warning'],
    ['all well', [worker('connected'), worker('connected', 'busy')], [breaker('closed')], 'connected', 'healthy'],
    ['one long gone', [worker('connected'), worker('gone')], [], 'local', 'healthy'],
    ['one in error', [worker('connected'), worker('connected', 'error')], [], 'local', 'degraded'],
    ['one away', [worker('connected'), worker('away')], [], 'local', 'degraded'],
    ['a breaker open', [worker('connected')], [breaker('open')], 'local', 'degraded'],
    ['a breaker half open', [worker('connected')], [breaker('half_open')], 'local', 'degraded'],
    ['Redis away', [worker('connected')], [], 'degraded', 'degraded'],
    ['none able', [worker('connected', 'error'), worker('connected', 'unavailable')], [], 'local', 'unhealthy'],
  ])('%s', (...row) => {
    const [, workers, breakers, feed, status] = row;
    const dispatch = { connectedWorkers: 0, slots: 0, slotsInUse: 0, backlog: 0, breakers };
    expect(fleetHealth({ workers, dispatch, feed }).status).toBe(status);
  });
});
