import { spawnSync } from 'node:child_process';

let mounts: boolean | undefined;

/** Whether this user may mount a file system in a namespace of their own. */
export function canMount(): boolean {
  mounts ??= spawnSync('unshare', namespace('mount -t tmpfs -o size=4k tmpfs /mnt')).status === 0;
  return mounts;
}

const isRoot = (): boolean => process.getuid?.() === 0;
const namespace = (script: string): string[] => [isRoot() ? '-m' : '-Urm', 'sh', '-c', script];

/**
 * Runs a command where `folder` is a disk of one page that nobody else sees: the outbox's lock takes it. Where mounting is not
 * allowed, with a limit of half a KiB on each file it writes; the writes then fail with EFBIG rather than ENOSPC.
 */
export const withinTinyDisk =
  (folder: string) =>
  (command: string[]): string[] =>
    canMount()
      ? ['unshare', ...namespace('mount -t tmpfs -o size=4k tmpfs "$0" && exec "$@"'), folder, ...command]
      : ['sh', '-c', 'ulimit -f 1; exec "$@"', 'sh', ...command];
