import { parseNewTask, parseTypedTask, taskRequests } from './new-task';
import type { ParsedTask } from './new-task';

const now = Date.parse('2026-03-10T12:00:00Z');
const context = { userId: 'u1', now, pools: ['default', 'gpu'] };
const insight = { user_id: 'u1', entry_ids: ['e1'], insight_type: 'productivity' };
const errorsOf = (parsed: ParsedTask) =>
  parsed.ok ? [] : parsed.errors.map(({ field, message }) => `${field}: ${message}`);
const taskOf = (parsed: ParsedTask) => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.task;
};

describe('parseNewTask', () => {
  it('fills in what the request leaves open', () => {
    const { user_id: _, ...anonymous } = insight;
    expect(taskOf(parseNewTask('insight_generation', anonymous, context))).toEqual({
      type: 'insight_generation',
      userId: 'u1',
      payload: insight,
      priority: 5,
      requirements: { pool: 'default', capability: 'ai_insights', labels: {}, model: null, needsOllama: false },
      runAt: null,
      timeoutMs: 300_000,
      expiresAt: null,
      maxAttempts: 3,
    });
  });

  it('keeps the options out of the payload', () => {
    const options = {
      priority: 9,
      pool: 'gpu',
      labels: { gpu: 'a100' },
      model: 'llama3',
      fallback: 'never',
      max_attempts: 1,
    };
    const task = taskOf(parseNewTask('insight_generation', { ...insight, ...options }, context));
    expect(task.payload).toEqual(insight);
    expect(task).toMatchObject({ priority: 9, maxAttempts: 1 });
    expect(task.requirements).toEqual({
      pool: 'gpu',
      capability: 'ai_insights',
      labels: { gpu: 'a100' },
      model: 'llama3',
      needsOllama: true,
    });
  });

  it('takes a model with and without :latest as one, as Ollama does', () => {
    const modelOf = (model: string) =>
      taskOf(parseNewTask('insight_generation', { ...insight, model }, context)).requirements.model;
    expect(['phi3', 'phi3:latest', 'phi3:mini', 'hf.co/a/b:latest'].map(modelOf)).toEqual([
      'phi3',
      'phi3',
      'phi3:mini',
      'hf.co/a/b',
    ]);
  });

  it.each([
    ['90s', { timeoutMs: 90_000, expiresAt: null }],
    [90, { timeoutMs: 90_000, expiresAt: null }],
    ['2026-03-10T13:00:00+00:30', { timeoutMs: 300_000, expiresAt: now + 1_800_000 }],
  ])('deadline %s', (deadline, expected) => {
    expect(taskOf(parseNewTask('insight_generation', { ...insight, deadline }, context))).toMatchObject(expected);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ priority: 0 }, 'priority: Too small: expected number to be >=1'],
    [{ priority: 11 }, 'priority: Too big: expected number to be <=10'],
    [{ priority: 2.5 }, 'priority: Invalid input: expected int, received number'],
    [{ max_attempts: 21 }, 'max_attempts: Too big: expected number to be <=20'],
    [{ deadline: '2026-03-10T11:59:59Z' }, 'deadline: must be in the future'],
    [{ deadline: '0s' }, 'deadline: must be from 1s to 24h'],
    [{ deadline: -1 }, 'deadline: must be an RFC 3339 time or a duration such as 90s'],
    [{ deadline: 'soon' }, 'deadline: must be an RFC 3339 time or a duration such as 90s'],
    [{ deadline: {} }, 'deadline: must be an RFC 3339 time or a duration such as 90s'],
    [{ run_at: '2026-03-10T14:00:00Z', deadline: '2026-03-10T13:00:00Z' }, 'deadline: must be after run_at'],
    [{ run_at: '2036-03-10T14:00:00Z' }, 'run_at: must be within a year from now'],
    [{ run_at: 'tomorrow' }, 'run_at: Invalid ISO datetime'],
    [{ pool: 'cpu' }, 'pool: is not a known pool; known are default, gpu'],
    [{ fallback: 'maybe' }, 'fallback: Invalid option: expected one of "allow"|"never"'],
    [{ model: ' ' }, 'model: must not be blank'],
    [{ pool: '\t ' }, 'pool: must not be blank'],
    [{ surprise: 1 }, 'surprise: is not a known field'],
    [{ entry_ids: undefined }, 'entry_ids: is required'],
  ])('refuses %j', (change, expected) => {
    expect(errorsOf(parseNewTask('insight_generation', { ...insight, ...change }, context))).toEqual([expected]);
  });

  it('names every field at fault at once', () => {
    expect(errorsOf(parseNewTask('insight_generation', { priority: 99, run_at: 'x' }, context))).toHaveLength(4);
  });

  it('takes the week of a report under either name, not both', () => {
    const week = { week_start: '2026-03-02', week_end: '2026-03-08' };
    expect(taskOf(parseNewTask('weekly_report', week, context)).payload).toMatchObject({
      start_date: '2026-03-02',
      end_date: '2026-03-08',
    });
    expect(errorsOf(parseNewTask('weekly_report', { ...week, start_date: '2026-03-02' }, context))).toEqual([
      'week_start: is another name of start_date: give one of them',
    ]);
  });

  it('treats __proto__ as any other field', () => {
    const body: unknown = JSON.parse('{"__proto__": {"user_id": "victim"}, "entry_ids": ["e"], "insight_type": "x"}');
    expect(errorsOf(parseNewTask('insight_generation', body, context))).toEqual(['__proto__: is not a known field']);
  });

  it.each([[null], [[]], ['text'], [5]])('refuses the body %j', (body) => {
    expect(errorsOf(parseNewTask('cleanup', body, context))).toEqual([': must be a JSON object']);
  });
});

describe('parseTypedTask', () => {
  it('reads the type from the body', () => {
    expect(taskOf(parseTypedTask({ type: 'cleanup', dry_run: true }, context))).toMatchObject({
      type: 'cleanup',
      userId: 'u1',
      priority: 1,
      timeoutMs: 900_000,
    });
    expect(errorsOf(parseTypedTask({ type: 'nap' }, context))[0]).toMatch(/^type: must be one of insight_generation/);
    expect(errorsOf(parseTypedTask({}, context))).toEqual(['type: is required']);
  });
});

it('the documented bodies take what parseNewTask takes', () => {
  expect(taskRequests.insight_generation.safeParse({ ...insight, priority: 3 }).success).toBe(true);
  expect(
    taskRequests.notification.safeParse({
      channel: 'in_app',
      user_ids: ['u1'],
      title: 't',
      body: 'b',
      run_at: '2026-03-10T14:00:00Z',
    }).success,
  ).toBe(true);
});
