import { leakCheck, waitFor } from '@englog/testing';
import { SilenceWatch } from './silence-watch';

afterAll(() => leakCheck());

test('tells once, after three expected words did not come', async () => {
  const silences: number[] = [];
  const watch = new SilenceWatch({ expectedEveryMs: 30, onSilent: (ms) => silences.push(ms) });
  await waitFor(() => silences.length > 0, { timeoutMs: 2_000 });
  expect(silences).toHaveLength(1);
  expect(silences[0]).toBeGreaterThanOrEqual(90);
  watch.stop();
});

test('is quiet while it hears', async () => {
  const silences: number[] = [];
  const watch = new SilenceWatch({ expectedEveryMs: 30, onSilent: (ms) => silences.push(ms) });
  let words = 0;
  const speaking = setInterval(() => (watch.heard(), (words += 1)), 10);
  await waitFor(() => words >= 30, { timeoutMs: 3_000 });
  clearInterval(speaking);
  watch.stop();
  expect(silences).toEqual([]);
});

test('a process that was itself blocked does not blame the other side', async () => {
  const silences: number[] = [];
  const watch = new SilenceWatch({ expectedEveryMs: 30, onSilent: (ms) => silences.push(ms) });
  await new Promise(setImmediate);
  const until = performance.now() + 400;
  while (performance.now() < until);
  let turns = 0;
  await waitFor(() => (turns += 1) > 2, { timeoutMs: 1_000 });
  expect(silences).toEqual([]);
  watch.stop();
});
