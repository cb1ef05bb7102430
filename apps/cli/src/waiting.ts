import { isTerminal } from '@englog/domain';
import type { TaskStatus } from '@englog/domain';
import { wait } from '@englog/resilience';
import type { ApiClient } from './api/api-client';

export interface WaitingOptions {
  client: ApiClient;
  path: string;
  /** Why it waits, each time it is asked. */
  tell: (why: string) => void;
  everyMs: number;
  signal: AbortSignal;
}

/** While a task waits, asks the API why now and then. An answer that does not come is no harm: the follower has its own. */
export const watchWaiting = async ({ client, path, tell, everyMs, signal }: WaitingOptions): Promise<void> => {
  while (await wait(everyMs, signal)) {
    const task = await client
      .json<{ status: TaskStatus; why: { message: string } | null }>({ path, signal })
      .catch(() => undefined);
    if (signal.aborted || (task !== undefined && isTerminal(task.status))) return;
    if (task?.status === 'pending' && task.why) tell(task.why.message);
  }
};
