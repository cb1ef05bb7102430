/**
 * The main job on the built programs and the embedded default: a git history in, an insight and a report out, counted
 * again by hand; and nothing of it lost when the API is killed.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, startProgram, waitFor } from '@englog/testing';
import type { Program } from '@englog/testing';

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'englog-path-'));
const repo = join(folder, 'rocket');
const programs: Program[] = [];
const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', TZ: 'UTC' };

const commits: [string, string][] = [
  ['2026-03-01T23:50:10Z', 'feat: begun on Sunday'],
  ['2026-03-02T00:20:40Z', 'feat(engine): over midnight into the week'],
  ['2026-03-02T09:00:00Z', 'fix(engine): a leak'],
  ['2026-03-02T10:59:59Z', 'docs: how it flies'],
  ['2026-03-02T13:00:01+02:00', 'test: it does fly'],
  ['2026-03-04T22:00:00Z', 'chore: pack'],
  ['2026-03-04T22:00:30Z', 'chore: pack the rest'],
  ['2026-03-08T23:30:00Z', 'feat: late on Sunday'],
  ['2026-03-09T00:10:00Z', 'feat: the week after'],
];

const makeRepository = (): void => {
  execFileSync('git', ['init', '-q', repo]);
  for (const [date, message] of commits)
    execFileSync(
      'git',
      [
        '-C',
        repo,
        '-c',
        'user.name=Ada',
        '-c',
        'user.email=ada@example.org',
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        message,
      ],
      { env: { ...env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } },
    );
};

/** The README's own way to count a week by hand, as it stands there. */
const minutesByHand = (): number => {
  const snippet = /```sh\n(git log --no-merges[\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1];
  return parseInt(execFileSync('bash', ['-c', snippet ?? 'false'], { cwd: repo, env }).toString(), 10);
};

const englog = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  new Promise((done, failed) =>
    execFile(
      process.execPath,
      [join(root, 'dist/apps/cli/main.js'), ...args],
      { env, timeout: 60_000 },
      (error, stdout, stderr) =>
        error === null
          ? done({ stdout, stderr })
          : failed(new Error(`englog ${args.join(' ')}: ${stderr}`, { cause: error })),
    ),
  );

const start = async (app: 'api' | 'worker', ready: RegExp, settings: Record<string, string>): Promise<Program> => {
  const program = await startProgram({
    command: process.execPath,
    args: [join(root, `dist/apps/${app}/main.js`)],
    env: { ...env, ...settings, ENGLOG_DATA_DIR: join(folder, app) },
    cwd: folder,
    ready,
  });
  programs.push(program);
  return program;
};

describe('the whole path', () => {
  let api: Program;
  let apiSettings: Record<string, string>;
  const startApi = (): Promise<Program> => start('api', /"msg":"started"/, apiSettings);

  beforeAll(async () => {
    makeRepository();
    const [http, grpc] = [await freePort(), await freePort()];
    apiSettings = { ENGLOG_HTTP_PORT: String(http), ENGLOG_GRPC_PORT: String(grpc) };
    env['ENGLOG_URL'] = `http://localhost:${http}`;
    api = await startApi();
    env['ENGLOG_TOKEN'] = (await englog('token', '--user', 'ada', '--data-dir', join(folder, 'api'))).stdout.trim();
    // No Ollama listens there: what is asked of the worker is to say so, not to fail.
    await start('worker', /"msg":"started"/, {
      ENGLOG_GRPC_API_SERVER_ADDRESS: `localhost:${grpc}`,
      ENGLOG_WORKER_HEALTH_PORT: String(await freePort()),
      ENGLOG_WORKER_OLLAMA_URL: `http://127.0.0.1:${await freePort()}`,
    });
  }, 60_000);

  afterAll(async () => {
    await Promise.all(programs.map((program) => program.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes a git history in, once', async () => {
    const first = await englog('import', 'git', repo, '--author', 'ada@example.org');
    expect(first.stdout).toBe('imported 8 entries for ada, 0 were there already\n');
    expect((await englog('import', 'git', repo)).stdout).toBe('imported 0 entries for ada, 8 were there already\n');
  });

  it('reports a week whose total is what git log says, counted by hand', async () => {
    const { stdout } = await englog('report', '--week', '2026-W10', '--time-zone', 'UTC', '--format', 'json');
    const report = JSON.parse(stdout) as { result: { totals: { minutes: number } } };
    // 21 over midnight (1 on Sunday is not the week's), 30 + 119 + 1, 30, and 30 late on Sunday with 30 of the next commit's 40
    expect(minutesByHand()).toBe(report.result.totals.minutes);
    expect(report.result.totals.minutes).toBeGreaterThan(0);
  });

  it('gives an insight, and tells that no model wrote it', async () => {
    const { stdout, stderr } = await englog(
      'insight',
      '--type',
      'productivity',
      '--since',
      '2026-03-02',
      '--until',
      '2026-03-08',
    );
    expect(stdout.trim().length).toBeGreaterThan(50);
    expect(stderr).toContain('source: rules');
  });

  it('loses nothing when the API is killed, and finishes what it had accepted', async () => {
    const id = (await englog('report', '--week', '2026-W09', '--no-wait')).stdout.trim();
    await api.kill();
    api = await startApi();
    const tasks = JSON.parse((await englog('tasks', '--json')).stdout) as { task_id: string }[];
    expect(tasks).toHaveLength(3);
    expect(tasks[0]?.task_id).toBe(id);
    await waitFor(async () => (await englog('result', id)).stdout.includes('"status": "completed"'), {
      timeoutMs: 45_000,
      intervalMs: 500,
    });
  }, 90_000);
});
