import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const pool = new Uint8Array(16 * 256);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

/** Random bytes come 256 ids at a time: asking for 16 costs as much as asking for 4096. */
function takeRandom(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.subarray(used - 16, used);
}

/** A UUIDv7; those of one process are in order of their making, within a millisecond too. */
export function newTaskId(): string {
  const ms = Date.now();
  if (ms > lastMs) [lastMs, sequence] = [ms, 0];
  else sequence += 1;
  return v7({ random: takeRandom(), msecs: lastMs, seq: sequence });
}
