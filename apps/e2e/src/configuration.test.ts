import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leakCheck, startProgram } from '@englog/testing';
import { programs, requireBuilt } from './harness/built';
import { Openings } from './harness/openings';
import { scratchFolder } from './harness/scratch';
import { secrets } from './harness/token';

/** A configuration that is wrong stops the start with every problem at once, exit 78, and nothing opened. */
describe('configuration', () => {
  const openings = new Openings();
  let folder: string;

  const start = async (app: 'api' | 'worker', env: Record<string, string>) => {
    const base = { PATH: process.env.PATH, ENGLOG_DATA_DIR: join(folder, 'data') };
    const program = await startProgram({ command: process.execPath, args: [programs[app]], env: { ...base, ...env } });
    openings.add(program);
    const { code } = await program.exited;
    return { code, said: program.output() };
  };

  beforeAll(async () => {
    requireBuilt('api', 'worker');
    folder = await scratchFolder(openings);
  });
  afterAll(() => openings.close());
  afterAll(() => leakCheck());

  test('the API names every wrong value and every unknown name, and where each was said', async () => {
    const file = join(folder, 'api.yaml');
    await writeFile(file, 'http:\n  port: eighty\n  portt: 8080\ndispatch:\n  lease: 20ms\n');
    const { code, said } = await start('api', {
      ENGLOG_CONFIG: file,
      ENGLOG_GRPC_PORT: '70000',
      ENGLOG_LIMTS_MAX_BACKLOG: '5',
      DATABASE_URL: 'mysql://nowhere',
    });
    expect(code).toBe(78);
    expect(said).toMatch(/the configuration has \d problems:/);
    for (const part of [
      /http\.port: .*api\.yaml:2/,
      /http\.portt: .*api\.yaml:3/,
      /dispatch\.lease: /,
      /grpc\.port: .*ENGLOG_GRPC_PORT/,
      /ENGLOG_LIMTS_MAX_BACKLOG/,
      /database\.url: .*DATABASE_URL/,
    ])
      expect(said).toMatch(part);
  });

  test('the API does not start in production without its secrets and its database', async () => {
    const { code, said } = await start('api', { NODE_ENV: 'production' });
    expect(code).toBe(78);
    expect(said).toMatch(/auth\.mode: /);
    expect(said).toMatch(/database\.url: /);
  });

  test('the worker names every wrong value and every unknown name', async () => {
    const { code, said } = await start('worker', {
      ENGLOG_WORKER_MAX_CONCURRENT_TASKS: 'many',
      ENGLOG_WORKER_OLLAMA_URL: 'not an address',
      ENGLOG_RESILIENCE_RETRY_MULTIPLIER: '0',
      ENGLOG_LLM_TEMPRATURE: '1',
    });
    expect(code).toBe(78);
    for (const part of [
      /worker\.max_concurrent_tasks: /,
      /worker\.ollama_url: /,
      /resilience\.retry_multiplier: /,
      /ENGLOG_LLM_TEMPRATURE/,
    ])
      expect(said).toMatch(part);
  });

  test('a file that is not there or is no YAML is told by its name', async () => {
    const missing = await start('worker', { ENGLOG_CONFIG: join(folder, 'none.yaml') });
    expect(missing).toMatchObject({ code: 78, said: expect.stringContaining('none.yaml') as string });
    const file = join(folder, 'broken.yaml');
    await writeFile(file, 'http: [\n');
    const broken = await start('api', { ENGLOG_CONFIG: file, ENGLOG_AUTH_SECRET: secrets.auth });
    expect(broken).toMatchObject({ code: 78, said: expect.stringContaining('broken.yaml') as string });
  });

  test('a port that is taken is told, and the start fails', async () => {
    const { createServer } = await import('node:net');
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { code, said } = await start('api', { ENGLOG_HTTP_PORT: String(port), ENGLOG_GRPC_PORT: '0' });
    taken.close();
    expect(code).toBe(1);
    expect(said).toContain(String(port));
  });
});
