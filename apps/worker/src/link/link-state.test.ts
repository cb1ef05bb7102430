import { linkEvents, linkStates, next } from './link-state';
import type { LinkEvent, LinkState } from './link-state';

/** Every cell, written out a second time by hand: a dot is "nothing changes". */
const expected = `
              start   due     dialed      resumed registered heard ended   refused moved   stop    closed
idle          dialing .       .           .       .          .     .       .       .       stopped .
waiting       .       dialing .           .       .          .     .       .       .       closing .
dialing       .       .       registering opening .          .     waiting waiting .       closing .
registering   .       .       .           .       opening    .     waiting waiting .       closing .
opening       .       .       .           .       .          up    waiting waiting waiting closing .
up            .       .       .           .       .          .     waiting waiting waiting closing .
closing       .       .       .           .       .          .     .       .       .       .       stopped
stopped       .       .       .           .       .          .     .       .       .       .       .
`;
const [head = [], ...rows] = expected
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([state, ...targets]) =>
  targets.map(
    (target, index) => [state, head[index], target === '.' ? state : target] as [LinkState, LinkEvent, LinkState],
  ),
);

test('the table below covers every state and event', () => {
  expect(head).toEqual([...linkEvents]);
  expect(rows.map(([state]) => state)).toEqual([...linkStates]);
});

test.each(cells)('%s on %s is %s', (state, event, target) => expect(next(state, event)).toBe(target));

/** mulberry32: the same walk for the same seed, on every machine. */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** What a healthy network and API make of each state. */
const healthy: Record<LinkState, LinkEvent> = {
  idle: 'start',
  waiting: 'due',
  dialing: 'dialed',
  registering: 'registered',
  opening: 'heard',
  up: 'heard',
  closing: 'closed',
  stopped: 'closed',
};
const settle = (state: LinkState): LinkState => {
  let settled = state;
  for (let step = 0; step < linkStates.length; step += 1) settled = next(settled, healthy[settled]);
  return settled;
};

test.each([1, 2, 3, 42, 2026])('a random walk of 5,000 events with seed %i keeps its promises', (seed) => {
  const random = seeded(seed);
  let state = 'idle' as LinkState;
  const seen = new Set<LinkState>([state]);
  for (let step = 0; step < 5_000; step += 1) {
    // Stop rarely, so that the walk sees life before it; start over once stopped.
    const event =
      random() < 0.002
        ? 'stop'
        : pick(
            random,
            linkEvents.filter((one) => one !== 'stop'),
          );
    const from = state;
    state = next(state, event);
    seen.add(state);
    // Only the API's own word on open streams makes it up, and only from there does it fall back.
    if (state === 'up' && from !== 'up') expect([from, event]).toEqual(['opening', 'heard']);
    if (from === 'stopped') expect(state).toBe('stopped');
    if (from === 'closing') expect(['closing', 'stopped']).toContain(state);
    // Wherever it is, a stop ends it in two events, and without one a healthy API brings it up.
    expect(next(next(state, 'stop'), 'closed')).toBe('stopped');
    const stopping = state === 'closing' || state === 'stopped';
    expect(settle(state)).toBe(stopping ? 'stopped' : 'up');
    if (state === 'stopped') state = 'idle';
  }
  expect([...seen].sort()).toEqual([...linkStates].sort());
});
