import { apiFaults } from './cases/apis';
import { clockFaults } from './cases/clocks';
import { databaseFaults } from './cases/databases';
import { modelFaults } from './cases/models';
import { networkFaults } from './cases/network';
import { streamFaults } from './cases/streams';
import { workerFaults } from './cases/workers';
import { workerHostFaults } from './cases/worker-hosts';
import { everywhere, onServers } from './fault';
import type { Fault } from './fault';

/** What the others are compared with. */
const none: Fault = { name: 'no fault', worlds: everywhere, short: onServers, act: async () => 'for comparison' };

export const faults: readonly Fault[] = [
  none,
  ...workerFaults,
  ...apiFaults,
  ...databaseFaults,
  ...networkFaults,
  ...streamFaults,
  ...modelFaults,
  ...clockFaults,
  ...workerHostFaults,
];
