import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import { EnglogError } from '@englog/domain';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * A name that belongs to one process at a time and is free the moment that process is gone, kill -9 included: a lock
 * without a stale time to wait out. In the abstract namespace on Linux, a pipe on Windows, a file in the folder elsewhere.
 */
const addressOf = (dir: string): { path: string; isFile: boolean } => {
  const name = `englog-outbox-${createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 32)}`;
  if (platform() === 'linux') return { path: `\0${name}`, isFile: false };
  if (platform() === 'win32') return { path: `\\\\.\\pipe\\${name}`, isFile: false };
  return { path: join(dir, 'lock.sock'), isFile: true };
};

const listen = async (path: string): Promise<Server | null> => {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  server.listen(path);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
};

const answers = async (path: string): Promise<boolean> => {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/** @throws EnglogError `conflict` when another process holds the folder */
export const lockFolder = async (dir: string): Promise<FolderLock> => {
  const { path, isFile } = addressOf(dir);
  let server = await listen(path);
  if (server === null && isFile && !(await answers(path))) {
    await rm(path, { force: true });
    server = await listen(path);
  }
  if (server === null) {
    const text = `${dir} is in use by another worker process: give each worker its own worker_id or ENGLOG_DATA_DIR`;
    throw new EnglogError('conflict', text);
  }
  const held = server;
  return { release: () => new Promise((done) => held.close(() => done())) };
};
