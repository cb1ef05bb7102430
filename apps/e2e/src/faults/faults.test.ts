import { leakCheck } from '@englog/testing';
import { openWorld } from './open-world';
import { renderNotes, renderTable } from './report';
import { runFault } from './run-fault';
import type { Row } from './run-fault';
import { faultsOf } from './run-matrix';
import { quickTiming } from './timing';
import type { World } from './world';

/** The short fault matrix: `npm run faults -- --short` prints the same. The full one is `npm run faults`. */
const rows: Row[] = [];

describe.each(['servers', 'embedded'] as const)('with %s', (kind) => {
  let world: World;

  beforeAll(async () => {
    world = await openWorld(kind, quickTiming);
  }, 90_000);
  afterAll(() => world.stop(), 60_000);

  test.each(faultsOf(kind, { short: true }))(
    'nothing is lost and nothing runs again that must not: $name',
    async (fault) => {
      const row = await runFault(fault, world);
      rows.push(row);
      if (row.problems.length > 0) throw new Error(renderNotes([row]));
      expect(row.account.completed).toBe(row.account.accepted);
      expect(row.account.accepted).toBeGreaterThan(10);
    },
    240_000,
  );
});

afterAll(() => process.stdout.write(`\n${renderTable(rows)}\n`));
afterAll(() => leakCheck());
