import { createLogger } from '@englog/runtime';
import { leakCheck, waitFor } from '@englog/testing';
import type { AttemptReport, OfferedTask } from './attempt';
import type { AttemptServices, HandlerContext } from './handlers/handler';
import { Slots } from './slots';
import { heldHandler } from './testing/rig';

afterAll(() => leakCheck());

const log = createLogger({ name: 'slots', level: 'silent' });
const services = {} as AttemptServices;
const task = (taskId: string, attempt = 1): OfferedTask => ({
  taskId,
  attempt,
  type: 'insight_generation',
  payload: {},
  priority: 5,
  metadata: {},
  timeoutMs: 60_000,
});
const build = (capacity: number) => {
  const held = heldHandler();
  const reports: AttemptReport[] = [];
  const said: string[] = [];
  const slots = new Slots({
    capacity,
    handlers: { insight_generation: held.handler },
    services: () => services,
    progress: {
      progress: ({ taskId }, percent) => said.push(`${taskId} ${percent}`),
      chunk: ({ taskId }, text) => said.push(`${taskId} ${text}`),
      forget: ({ taskId }) => said.push(`${taskId} forgotten`),
    },
    onEnded: (report) => reports.push(report),
    maxResultBytes: () => 1_000,
    log,
    abandonMs: 10,
  });
  return { slots, held, reports, said };
};

test('takes up to its capacity, refuses the rest, and has room again when one ends', async () => {
  const { slots, held, reports } = build(2);
  expect(['a', 'b', 'c'].map((id) => slots.offer(task(id)))).toEqual(['accepted', 'accepted', 'refused']);
  expect([slots.active, slots.free]).toEqual([2, 0]);
  expect(slots.inFlight()).toEqual([
    { taskId: 'a', attempt: 1 },
    { taskId: 'b', attempt: 1 },
  ]);
  await waitFor(() => held.contexts.length === 2, { timeoutMs: 1_000 });
  held.finish('a');
  await waitFor(() => reports.length === 1, { timeoutMs: 1_000 });
  expect(slots.offer(task('c'))).toBe('accepted');
  slots.abortAll('shutdown');
  await waitFor(() => slots.active === 0, { timeoutMs: 1_000 });
  expect(slots.counts).toMatchObject({ completed: 1, handedBack: 2, failed: 0, cancelled: 0, abandoned: 0 });
});

test('a delivery older than what runs is refused; a newer one takes over, in its own slot', async () => {
  const { slots, held, reports } = build(2);
  slots.offer(task('a', 5));
  expect(slots.offer(task('a', 4))).toBe('refused');
  expect(slots.offer(task('a', 6))).toBe('accepted');
  await waitFor(() => slots.active === 1, { timeoutMs: 1_000 });
  held.finish('a');
  await waitFor(() => slots.active === 0, { timeoutMs: 1_000 });
  expect(reports.map(({ attempt }) => attempt)).toEqual([6]);
});

test('what is said of an attempt is forgotten when its lease is lost; one that is reported forgets by its report', async () => {
  const { slots, held, reports, said } = build(2);
  slots.offer(task('lost'));
  slots.offer(task('done'));
  await waitFor(() => held.contexts.length === 2, { timeoutMs: 1_000 });
  slots.abort({ taskId: 'lost', attempt: 1 }, 'lease_lost');
  held.finish('done');
  await waitFor(() => slots.active === 0, { timeoutMs: 1_000 });
  expect(reports.map(({ taskId }) => taskId)).toEqual(['done']);
  expect(said).toEqual(['lost forgotten']);
});

test('a handler starts a turn after its task came, in order; one aborted by then does not start', async () => {
  const { slots, held, reports } = build(5);
  for (const id of ['a', 'b', 'c', 'd']) slots.offer(task(id));
  slots.abort({ taskId: 'b', attempt: 1 }, 'cancelled');
  slots.offer(task('c', 2));
  await waitFor(() => held.contexts.length > 0, { timeoutMs: 1_000 });
  slots.abortAll('shutdown');
  await waitFor(() => slots.active === 0, { timeoutMs: 1_000 });
  expect(held.contexts.map((context) => `${context.task.taskId} ${context.task.attempt}`)).toEqual([
    'a 1',
    'd 1',
    'c 2',
  ]);
  expect(reports.map(({ taskId, end }) => `${taskId} ${end.kind}`).sort()).toEqual([
    'a handed_back',
    'b cancelled',
    'c handed_back',
    'd handed_back',
  ]);
});

test('closed, it takes nothing and is idle when the last has left', async () => {
  const { slots, held } = build(2);
  slots.offer(task('a'));
  slots.close();
  expect([slots.offer(task('b')), slots.free, slots.closed]).toEqual(['refused', 0, true]);
  expect(await slots.idle(AbortSignal.abort())).toBe(false);
  const idle = slots.idle(new AbortController().signal);
  await waitFor(() => held.contexts.length === 1, { timeoutMs: 1_000 });
  held.finish('a');
  expect(await idle).toBe(true);
});

test('what a handler says after its attempt has ended is not passed on', async () => {
  const { slots, held, said } = build(1);
  slots.offer(task('a'));
  await waitFor(() => held.contexts.length === 1, { timeoutMs: 1_000 });
  const context = held.contexts[0] as HandlerContext;
  context.progress(10, 'reading');
  context.chunk('Dear');
  held.finish('a');
  await waitFor(() => slots.active === 0, { timeoutMs: 1_000 });
  context.progress(90, 'too late');
  context.chunk('too late');
  expect(said).toEqual(['a 10', 'a Dear']);
  expect(context.log).toBe(context.log);
});

test('aborting what does not run is answered so', () => {
  expect(build(1).slots.abort({ taskId: 'nobody', attempt: 1 }, 'cancelled')).toBe(false);
});
