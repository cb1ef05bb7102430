import { leakCheck, waitFor } from '@englog/testing';
import { ProgressRelay } from './progress-relay';
import type { ProgressUpdate } from './wire';

afterAll(() => leakCheck());

const ref = { taskId: 'a', attempt: 1 };
const build = (options: { intervalMs?: number; maxText?: number } = {}) => {
  const sent: ProgressUpdate[] = [];
  let open = true;
  const send = (update: ProgressUpdate) => {
    if (open) sent.push(update);
    return open;
  };
  const relay = new ProgressRelay({ send, intervalMs: 20, ...options });
  return { relay, sent, close: () => (open = false), reopen: () => (open = true) };
};
const shown = (sent: ProgressUpdate[]) => sent.map(({ percent, message, text }) => [percent, message, text]);

test('the first word goes at once, then the latest of each interval', async () => {
  const { relay, sent } = build();
  for (let percent = 1; percent <= 50; percent += 1) relay.progress(ref, percent, `step ${percent}`);
  expect(shown(sent)).toEqual([[1, 'step 1', '']]);
  await waitFor(() => sent.length === 2, { timeoutMs: 1_000 });
  expect(shown(sent)[1]).toEqual([50, 'step 50', '']);
  relay.stop();
});

test('text is joined, none is lost, and it does not set the percentage back', async () => {
  const { relay, sent } = build();
  relay.progress(ref, 40, 'asking');
  for (const text of ['Your ', 'week ', 'was ', 'long.']) relay.chunk(ref, text);
  await waitFor(() => sent.length === 2, { timeoutMs: 1_000 });
  expect(shown(sent)).toEqual([
    [40, 'asking', ''],
    [40, 'asking', 'Your week was long.'],
  ]);
  relay.stop();
});

test('a restart drops what waits, and is told even without text', async () => {
  const { relay, sent } = build();
  relay.chunk(ref, 'thrown ');
  relay.chunk(ref, 'away');
  relay.chunk(ref, '', { restart: true });
  relay.progress(ref, 50, 'asking another');
  relay.chunk(ref, 'Well ');
  relay.chunk(ref, 'said.');
  await waitFor(() => sent.length === 2, { timeoutMs: 1_000 });
  expect(sent.map(({ text, restart }) => [text, restart])).toEqual([
    ['thrown ', false],
    ['Well said.', true],
  ]);
  relay.chunk(ref, '', { restart: true });
  relay.end(ref);
  expect(sent.at(-1)).toMatchObject({ text: '', restart: true });
  relay.stop();
});

test('nothing more is said of an attempt that is forgotten', () => {
  const { relay, sent } = build();
  relay.progress(ref, 40, 'asking');
  relay.chunk(ref, 'half a');
  relay.forget(ref);
  relay.end(ref);
  relay.chunk(ref, 'new');
  expect(shown(sent)).toEqual([[40, 'asking', '']]);
  relay.stop();
});

test('the rest of the text goes ahead of the end', () => {
  const { relay, sent } = build();
  relay.chunk(ref, 'one ');
  relay.chunk(ref, 'two');
  relay.end(ref);
  expect(shown(sent).map(([, , text]) => text)).toEqual(['one ', 'two']);
  relay.end(ref);
  expect(sent).toHaveLength(2);
  relay.stop();
});

test('while nothing can be sent it keeps the latest, up to its bound, and tells it when it can', async () => {
  const { relay, sent, close, reopen } = build({ maxText: 10 });
  close();
  for (let index = 0; index < 100; index += 1) relay.chunk(ref, `${index % 10}`);
  relay.progress(ref, 70, 'still');
  reopen();
  await waitFor(() => sent.length === 1, { timeoutMs: 1_000 });
  expect(shown(sent)).toEqual([[70, 'still', '0123456789']]);
  relay.stop();
});

test.each([
  [-5, 0],
  [250, 100],
  [33.6, 34],
  [Number.NaN, 0],
])('a percentage of %p is told as %p', (said, told) => {
  const { relay, sent } = build();
  relay.progress(ref, said, '');
  expect(sent[0]?.percent).toBe(told);
  relay.stop();
});

test('attempts do not wait for one another, and silence costs no timer', async () => {
  const { relay, sent } = build();
  relay.progress(ref, 1, 'a');
  relay.progress({ taskId: 'b', attempt: 1 }, 1, 'b');
  expect(sent).toHaveLength(2);
  relay.end(ref);
  relay.end({ taskId: 'b', attempt: 1 });
  // leakCheck at the end of the file finds the interval if it did not stop by itself.
});
