import { execFile } from 'node:child_process';
import { cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresBin, findRedisServer } from '@englog/testing';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  postgres: string;
  redis: string;
  text: string;
}

/** What the figures were measured on. */
export async function describeMachine(node: string): Promise<Machine> {
  const version = async (command: string, args = ['--version']) =>
    (await promisify(execFile)(command, args)).stdout.trim().replace(/ sha=.*$/, '');
  const [first] = cpus();
  const machine = {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: await version(node),
    postgres: await version(join(findPostgresBin() ?? '', 'postgres')),
    redis: await version(findRedisServer() ?? 'redis-server'),
  };
  const { cpu, cores, memoryGb } = machine;
  return {
    ...machine,
    text: `${type()}, ${cores} × ${cpu}, ${memoryGb} GB, Node ${machine.node}, ${machine.postgres}, ${machine.redis}`,
  };
}
