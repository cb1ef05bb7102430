import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, jwtVerify } from 'jose';
import { signToken } from './api/token';
import { runCli } from './program';
import { createTestContext, sendJson, startScriptedApi } from './testing';
import type { Answer, ScriptedApi } from './testing';

const folder = mkdtempSync(join(tmpdir(), 'englog-cli-'));
let api: ScriptedApi | undefined;
afterEach(async () => {
  await api?.stop();
  api = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (args: string[], env: Record<string, string> = {}) => {
  const { context, stdout, stderr } = createTestContext(env);
  const exitCode = await runCli(args, context);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
};
const runAgainst = async (answer: Answer, args: string[]) => {
  api = await startScriptedApi(answer);
  const token = await signToken('k', { user: 'ada', admin: false, expiresInSeconds: 60, issuedAt: Date.now() });
  return run(args, { ENGLOG_URL: api.url, ENGLOG_TOKEN: token });
};

describe('englog', () => {
  it.each([
    [['--help'], 0],
    [['nonsense'], 2],
    [['report', '--format', 'pdf'], 2],
    [['token', '--expires', 'soon'], 2],
    [['report', '--week', 'never', '--token', 'x', '--user', 'ada'], 2],
    [['workers'], 2],
  ])('%j exits %d', async (args, exitCode) => {
    expect((await run(args)).exitCode).toBe(exitCode);
  });

  it('says in one line that the API is not there', async () => {
    const gone = await startScriptedApi(() => undefined);
    await gone.stop();
    const { exitCode, stderr } = await run(['workers', '--url', gone.url, '--token', 'x']);
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(/^englog: http:\/\/127.0.0.1:\d+ cannot be reached [^\n]*\n$/),
    ]);
  });
});

describe('englog token', () => {
  it('signs what the API verifies, with the secret of the data folder or of the environment', async () => {
    writeFileSync(join(folder, 'dev-auth-secret'), 'c0ffee\n');
    const byFile = await run(['token', '--user', 'ada', '--admin', '--expires', '1h', '--data-dir', folder]);
    const key = (secret: string): Uint8Array => new TextEncoder().encode(secret);
    const currentDate = new Date('2026-03-31T12:30:00Z');
    const { payload } = await jwtVerify(byFile.stdout.trim(), key('c0ffee'), { currentDate });
    expect(payload).toMatchObject({ sub: 'ada', roles: ['admin'] });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    const byEnv = await run(['token'], { ENGLOG_AUTH_SECRET: 'other', ENGLOG_DATA_DIR: folder });
    await expect(jwtVerify(byEnv.stdout.trim(), key('other'), { currentDate })).resolves.toBeDefined();
    expect(decodeJwt(byEnv.stdout.trim())['roles']).toEqual([]);
  });

  it('says where the secret should be', async () => {
    const { exitCode, stderr } = await run(['token', '--data-dir', join(folder, 'nowhere')]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('ENGLOG_AUTH_SECRET')]);
    expect(stderr).toContain('--data-dir .data/demo/api');
  });
});

describe('englog import', () => {
  const known = {
    title: 'Known',
    project: null,
    start_time: '2026-03-02T08:00:00Z',
    end_time: '2026-03-02T09:00:00.000Z',
  };
  const file = join(folder, 'log.csv');
  const answer: Answer = ({ line, body }, response) =>
    line.startsWith('GET /v1/logs?')
      ? sendJson(
          response,
          200,
          line.includes('cursor') ? { entries: [known], next_cursor: null } : { entries: [], next_cursor: 'more' },
        )
      : sendJson(response, 200, {
          created_count: (body as { entries: unknown[] }).entries.length,
          entries: [],
          errors: [],
        });

  it('sends what is new, once, for the user of the token', async () => {
    const rows = [
      'Known,meeting,2026-03-02T08:00:00Z,60',
      'New,meeting,2026-03-02T09:00:00Z,30',
      'New,meeting,2026-03-02T09:00:00Z,30',
    ];
    writeFileSync(file, `title,type,start_time,duration_minutes\n${rows.join('\n')}\n`);
    const { exitCode, stdout } = await runAgainst(answer, ['import', 'csv', file]);
    expect([exitCode, stdout]).toEqual([0, 'imported 1 entries for ada, 2 were there already\n']);
    const bulk = api?.requests.at(-1);
    expect(bulk?.body).toEqual({ entries: [expect.objectContaining({ title: 'New', user_id: 'ada' })] });
    expect(bulk?.headers['idempotency-key']).toMatch(/^import-[0-9a-f]{64}$/);
  });

  it('keeps to what the API takes in one call', async () => {
    const rows = Array.from(
      { length: 2500 },
      (_, index) => `Work ${index},meeting,${new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString()},1`,
    );
    writeFileSync(file, `title,type,start_time,duration_minutes\n${rows.join('\n')}\n`);
    expect((await runAgainst(answer, ['import', 'csv', file])).stdout).toContain('imported 2500');
    const sizes = api?.requests
      .filter(({ line }) => line.startsWith('POST'))
      .map(({ body }) => (body as { entries: unknown[] }).entries.length);
    expect(sizes).toEqual([1000, 1000, 500]);
  });

  it('imports a repository, and says so when there is nothing in the period', async () => {
    const repo = join(folder, 'rocket');
    const date = '2026-03-02T10:00:00Z';
    execFileSync('git', ['init', '-q', repo]);
    execFileSync(
      'git',
      [
        '-C',
        repo,
        '-c',
        'user.name=Ada',
        '-c',
        'user.email=a@b.c',
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        'fix: lift off',
      ],
      {
        env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
      },
    );
    const imported = await runAgainst(answer, ['import', 'git', repo, '--since', '2026-03-02', '--time-zone', 'UTC']);
    expect(imported.stderr).toMatch(/^rocket: 1 commits by Ada <a@b.c> make 1 entries, 30 minutes/);
    expect(api?.requests.at(-1)?.body).toEqual({
      entries: [
        expect.objectContaining({ project: 'rocket', type: 'debugging', end_time: '2026-03-02T10:00:00.000Z' }),
      ],
    });
    const none = await run(['import', 'git', repo, '--since', '2026-03-03', '--dry-run']);
    expect([none.exitCode, none.stderr]).toEqual([0, expect.stringContaining('no commit to import')]);
    const bad = await run(['import', 'git', repo, '--since', 'gibberish', '--dry-run']);
    expect([bad.exitCode, bad.stderr]).toEqual([2, expect.stringContaining('--since gibberish is no date')]);
  });

  it('stops at an entry the API refuses', async () => {
    writeFileSync(file, 'title,type,start_time,duration_minutes\nNew,meeting,2026-03-02T09:00:00Z,30\n');
    const refusing: Answer = (request, response) =>
      request.line.startsWith('POST')
        ? sendJson(response, 200, {
            created_count: 0,
            entries: [],
            errors: [{ index: 0, field: 'title', message: 'is rude' }],
          })
        : answer(request, response);
    const { exitCode, stderr } = await runAgainst(refusing, ['import', 'csv', file]);
    expect([exitCode, stderr]).toEqual([1, 'englog: entry "New" was refused: title is rude\n']);
  });
});

describe('englog insight, report and result', () => {
  const state = (id: number, status: string): string =>
    `id: ${id}\nevent: state\ndata: ${JSON.stringify({ status })}\n\n`;
  const done = {
    task_id: 't1',
    status: 'completed',
    error: null,
    failure: null,
    result: { content: 'You focus best early.', source: 'rules', confidence: 0.5, tags: ['focus'], dropped_claims: 2 },
  };
  let streams = 0;
  const answerWith =
    (result: object): Answer =>
    ({ line, headers }, response) => {
      if (line.startsWith('GET /v1/logs'))
        return sendJson(response, 200, { entries: [{ id: 'e1' }, { id: 'e2' }], next_cursor: null });
      if (line.startsWith('POST')) return sendJson(response, 202, { task_id: 't1', status: 'pending', message: '' });
      if (line.includes('format=')) return response.writeHead(200).end('# Report\n');
      if (line.endsWith('/result')) return sendJson(response, 200, result);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams += 1;
      if (headers['last-event-id'] === undefined) {
        response.write(
          `: hello\n\n${state(1, 'running')}id: 2\nevent: progress\ndata: {"percent":40,"message":"reading\\n entries"}\n\n`,
        );
        return void setImmediate(() => response.destroy()); // cut in the middle
      }
      response.end(state(Number(headers['last-event-id']) + 1, (result as { status: string }).status));
    };

  it('follows the task through a cut stream and prints what came out, and how', async () => {
    streams = 0;
    const { exitCode, stdout, stderr } = await runAgainst(answerWith(done), [
      'insight',
      '--since',
      '2026-03-01',
      '--time-zone',
      'UTC',
      '--goal',
      'ship',
    ]);
    expect([exitCode, stdout]).toEqual([0, 'You focus best early.\n']);
    expect(stderr).toBe(
      'task t1\nrunning\n 40% reading entries\ncompleted\nsource: rules, confidence 0.50, 2 unsupported claims dropped; tags: focus\n',
    );
    expect(streams).toBe(2);
    expect(api?.requests[0]?.line).toBe('GET /v1/logs?user_id=ada&from=2026-03-01T00%3A00%3A00.000Z&limit=200');
    expect(api?.requests[1]?.body).toEqual({
      user_id: 'ada',
      entry_ids: ['e1', 'e2'],
      insight_type: 'productivity',
      context: { time_zone: 'UTC', goals: ['ship'] },
    });
  });

  it('asks for a report of the days, with its goals, and writes it where it is told', async () => {
    const output = join(folder, 'report.md');
    const { exitCode, stdout } = await runAgainst(answerWith(done), [
      'report',
      '--week',
      '2026-W10',
      '--time-zone',
      'UTC',
      '--goal',
      'type:testing=20%',
      '-o',
      output,
    ]);
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(api?.requests[0]?.body).toMatchObject({
      start_date: '2026-03-02',
      end_date: '2026-03-08',
      goals: [{ by: 'type', value: 'testing', target_share: 0.2 }],
    });
    expect(execFileSync('cat', [output]).toString()).toBe('# Report\n');
  });

  it.each(['failed', 'cancelled'])('exits 4 and says why when the task %s', async (status) => {
    const failure = { code: 'entries_not_found', message: 'no entry e1', retryable: false };
    const { exitCode, stderr } = await runAgainst(answerWith({ ...done, status, result: null, failure }), [
      'result',
      't1',
      '--follow',
    ]);
    expect([exitCode, stderr]).toEqual([
      4,
      expect.stringContaining(`englog: task t1 ${status}: entries_not_found: no entry e1`),
    ]);
  });

  it('prints the id alone when it is not to wait', async () => {
    expect((await runAgainst(answerWith(done), ['insight', '--entry', 'e9', '--no-wait'])).stdout).toBe('t1\n');
  });

  it('prints nothing that steers the terminal, and the table of a CSV as it is', async () => {
    const steering = { content: 'a\u001b[2Jb\u009b1mc\rd\n\te', source: 'rules\u001b]0;x\u0007' };
    const told = await runAgainst(answerWith({ ...done, result: steering }), ['insight', '--entry', 'e9']);
    expect(told.stdout).toBe('a[2Jb1mcd\n\te\n');
    expect(told.stderr).toContain('source: rules]0;x');
    await api?.stop();
    const failure = { code: 'boom\u001b[31m', message: 'no', retryable: false };
    const failed = answerWith({ ...done, status: 'failed', result: null, failure });
    expect((await runAgainst(failed, ['result', 't1', '--follow'])).stderr).toContain('failed: boom[31m: no');
    await api?.stop();
    const csv: Answer = (request, response) =>
      request.line.includes('format=')
        ? response.writeHead(200).end('date,minutes\r\n2026-03-02,5\r\n')
        : answerWith(done)(request, response);
    expect((await runAgainst(csv, ['result', 't1', '--format', 'csv'])).stdout).toBe(
      'date,minutes\r\n2026-03-02,5\r\n',
    );
  });

  it('tells how old a stored answer is', async () => {
    const stored = { content: 'c', source: 'cache', model: 'llama3.2', age_seconds: 90, confidence: 1, tags: [] };
    const { stderr } = await runAgainst(answerWith({ ...done, result: stored }), ['insight', '--entry', 'e9']);
    expect(stderr).toContain('source: cache (llama3.2), 90 s old, confidence 1.00');
  });

  it.each([
    ['insight', '--entry', 'e9'],
    ['report', '--week', '2026-W10'],
  ])('%s %s %s asks the model again with --fresh', async (...command) => {
    await runAgainst(answerWith(done), [...command, '--fresh', '--no-wait']);
    expect(api?.requests[0]?.body).toMatchObject({ fresh: true });
  });
});

describe('englog tasks and workers', () => {
  it('lists pages of tasks in columns', async () => {
    const task = (id: number) => ({
      task_id: `t${id}`,
      type: 'cleanup',
      status: 'failed',
      priority: 1,
      user_id: 'ada',
      created_at: 'now',
      worker_id: null,
      error: 'boom',
    });
    const { stdout } = await runAgainst(
      ({ line }, response) =>
        sendJson(
          response,
          200,
          line.includes('cursor') ? { tasks: [task(2)], next_cursor: 'x' } : { tasks: [task(1)], next_cursor: 'c' },
        ),
      ['tasks', '--limit', '2', '--status', 'failed'],
    );
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'TASK  TYPE     STATUS  PRIORITY  USER  CREATED  WORKER  ERROR',
      't1    cleanup  failed  1         ada   now      -       boom',
      't2    cleanup  failed  1         ada   now      -       boom',
    ]);
    expect(api?.requests.map(({ line }) => line)).toEqual([
      'GET /v1/tasks?status=failed&limit=2',
      'GET /v1/tasks?status=failed&cursor=c&limit=1',
    ]);
  });

  it('lists workers and says how the fleet is', async () => {
    const worker = {
      worker_id: 'w1',
      worker_name: 'One',
      state: 'connected',
      status: 'idle',
      slots: 5,
      active_tasks: 0,
      capabilities: ['cleanup'],
      pools: ['default'],
      models: [],
      last_seen_at: 'now',
    };
    const health = { status: 'healthy', message: 'all is well', queue: { depth: 0, slots: 5, slots_in_use: 0 } };
    const { stdout, stderr } = await runAgainst(
      ({ line }, response) =>
        sendJson(response, 200, line.endsWith('health') ? health : { workers: [worker], count: 1 }),
      ['workers'],
    );
    expect(stdout).toMatch(/w1 +One +connected +idle +0\/5 +cleanup +default +- +now/);
    expect(stderr).toBe('healthy: all is well (queue 0, slots 0/5)\n');
  });
});
