/** PostgreSQL refuses to run as root: there it runs as another user, or, below a folder others cannot enter, in a user namespace. */
import { execFile } from 'node:child_process';
import { access, chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Invocation {
  command: string;
  args: string[];
  uid?: number;
  gid?: number;
}

export type RunAs = (command: string, args: string[]) => Invocation;

/** How to run PostgreSQL's programs on this data folder; gives the folder to the user they will run as. */
export async function runAsFor(dataDir: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return (command, args) => ({ command, args });
  if (await othersMayEnter(dirname(dataDir))) {
    const { uid, gid } = await unprivilegedUser();
    await chown(dataDir, uid, gid);
    return (command, args) => ({ command, args, uid, gid });
  }
  const namespace = ['--user', '--map-user=1000', '--map-group=1000'];
  return (command, args) => ({ command: 'unshare', args: [...namespace, command, ...args] });
}

async function othersMayEnter(dir: string): Promise<boolean> {
  for (let at = dir; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]).catch(() => undefined);
    if (ids) return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
  }
  throw new Error('PostgreSQL cannot run as root, and there is no user postgres or nobody to run it as');
}

/** Whether a cluster lives there already. */
export async function isCluster(dataDir: string): Promise<boolean> {
  return access(`${dataDir}/PG_VERSION`).then(
    () => true,
    () => false,
  );
}
