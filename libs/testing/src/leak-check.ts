/**
 * What a test file leaves behind: sockets, servers, timers, child processes. Compared with what was there when the file
 * loaded this module (jest gives each test file its own copy), since jest's own handles are nobody's leak.
 */
import { waitFor } from './wait-for';

export interface LeakCheckOptions {
  /** How long what is being closed may take; 2,000 ms when not told. */
  timeoutMs?: number;
  /** Kinds (`process.getActiveResourcesInfo`'s names) that may stay, each for a reason the caller gives. */
  allow?: string[];
}

/** The hook or test the check runs in has a timer of jest's own. */
const jestsOwn = new Map([['Timeout', 1]]);
/** In flight for a moment, and held by nobody. */
const passing = new Set(['Immediate', 'FSReqPromise', 'FSReqCallback', 'TickObject']);
const atLoad = countKinds();

/** For `afterAll(leakCheck)`, the last hook of a file: rejects with what is still open. */
export async function leakCheck(options?: LeakCheckOptions): Promise<void>;
export async function leakCheck(...[options = {}]: [LeakCheckOptions?]): Promise<void> {
  const { timeoutMs = 2_000, allow = [] } = options;
  let leaks: string[] = [];
  const clean = () => {
    leaks = findLeaks(allow);
    return leaks.length === 0;
  };
  await waitFor(clean, { timeoutMs }).catch(() => {
    throw new Error(`still open after the tests: ${leaks.join(', ')}`);
  });
}

function findLeaks(allow: string[]): string[] {
  return [...countKinds()]
    .filter(([kind]) => !passing.has(kind) && !allow.includes(kind))
    .map(([kind, count]) => ({ kind, extra: count - (atLoad.get(kind) ?? 0) - (jestsOwn.get(kind) ?? 0) }))
    .filter(({ extra }) => extra > 0)
    .map(({ kind, extra }) => `${extra} ${kind}${describeSockets(kind)}`);
}

function countKinds(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

interface SocketLike {
  localPort?: number;
  remotePort?: number;
  address?: () => { port?: number } | string | null;
}

/** Which port a leaked socket or server has: what tells a reader whose it is. */
function describeSockets(kind: string): string {
  if (!kind.startsWith('TCP')) return '';
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles?: () => SocketLike[] };
  const ports = (handles?.call(process) ?? [])
    .map((handle) => (handle.remotePort ? `${handle.localPort}→${handle.remotePort}` : listeningOn(handle)))
    .filter(Boolean);
  return ports.length > 0 ? ` (ports ${ports.join(' ')})` : '';
}

function listeningOn(handle: SocketLike): string {
  const address = typeof handle.address === 'function' ? handle.address() : undefined;
  return typeof address === 'object' && address?.port ? `:${address.port}` : '';
}
