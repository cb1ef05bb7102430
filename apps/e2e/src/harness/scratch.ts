import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Openings } from './openings';

/** A folder of its own, removed with the openings. */
export async function scratchFolder(openings: Openings): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'englog-e2e-'));
  openings.onClose(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
