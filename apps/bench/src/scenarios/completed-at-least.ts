import { waitFor } from '@englog/testing';
import type { RunningStack } from '../drivers/driver';

/** Waits for the store's own word; more than were accepted is an error as much as fewer. */
export async function completedAtLeast(stack: RunningStack, count: number, timeoutMs: number): Promise<void> {
  const what = `${count} tasks recorded as completed`;
  let completed = 0;
  await waitFor(async () => (completed = await stack.completed()) >= count, { timeoutMs, intervalMs: 10, what });
  if (completed > count) throw new Error(`${completed} tasks recorded as completed, ${count} accepted`);
}
