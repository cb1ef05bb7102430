import type { Logger } from 'pino';

const everyMs = 60_000;
const maxAddresses = 100;

/** Warns of workers that may not register: once a minute an address, since they come back for ever, and of so many at most. */
export function joinRefusals(log: Logger, now: () => number) {
  const told = new Set<string>();
  let endsAt = -Infinity;
  return (peer: string, workerId: string, why: string): void => {
    const time = now();
    if (time >= endsAt) {
      told.clear();
      endsAt = time + everyMs;
    }
    const address = peer.replace(/:\d+$/, '');
    if (told.has(address) || told.size >= maxAddresses) return;
    told.add(address);
    log.warn({ peer, workerId, why }, 'a worker may not register');
  };
}
