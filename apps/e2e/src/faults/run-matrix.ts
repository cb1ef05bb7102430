import { faults } from './faults';
import { openWorld } from './open-world';
import type { Fault } from './fault';
import { runFault } from './run-fault';
import type { Row } from './run-fault';
import { quickTiming, usualTiming } from './timing';
import type { WorldKind } from './world';

export interface MatrixOptions {
  short: boolean;
  /** Only faults whose name holds one of these, separated by commas. */
  only?: string;
  onRow(row: Row): void;
  /** Nothing more is begun once it aborts. */
  signal: AbortSignal;
}

/** The faults of one world, in order. */
export const faultsOf = (kind: WorldKind, { short, only = '' }: Pick<MatrixOptions, 'short' | 'only'>): Fault[] => {
  const asked = only.split(',');
  return faults
    .filter(({ worlds, short: inShort = [] }) => (short ? inShort : worlds).includes(kind))
    .filter(({ name }) => asked.some((part) => name.includes(part)));
};

/** Every fault in every world it applies to, one after the other; each world is opened once. */
export async function runMatrix(options: MatrixOptions): Promise<Row[]> {
  const timing = options.short ? quickTiming : usualTiming;
  const rows: Row[] = [];
  for (const kind of ['servers', 'embedded'] as const) {
    const asked = faultsOf(kind, options);
    if (asked.length === 0 || options.signal.aborted) continue;
    const world = await openWorld(kind, timing);
    try {
      for (const fault of asked) {
        if (options.signal.aborted) break;
        const row = await runFault(fault, world);
        rows.push(row);
        options.onRow(row);
      }
    } finally {
      await world.stop();
    }
  }
  return rows;
}
