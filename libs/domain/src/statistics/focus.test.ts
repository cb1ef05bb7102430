import { span } from '../testing/entry';
import { backToBackMeetings, measureFocus, stretchesOf } from './focus';
import { emptyWeekdays, streaksOf } from './streaks';
import { isoDay } from './local-clock';

const day = '2026-03-02';
const dev = (from: string, to: string, project = 'atlas') => span(day, from, to, { project });
const meeting = (from: string, to: string) => span(day, from, to, { type: 'meeting' });

describe('measureFocus', () => {
  it.each([
    ['one long stretch', [dev('09:00', '12:00')], [180], 0],
    ['a short pause stays inside', [dev('09:00', '10:00'), dev('10:15', '11:00')], [105], 0],
    ['a long pause ends it', [dev('09:00', '10:00'), dev('10:16', '11:00')], [], 1],
    ['a meeting ends it', [dev('09:00', '11:00'), meeting('11:00', '11:10'), dev('11:10', '12:00')], [120], 50 / 170],
    ['a meeting inside cuts it', [dev('09:00', '13:00'), meeting('10:00', '10:30')], [150], 60 / 210],
    ['overlapping work is one stretch', [dev('09:00', '10:30'), dev('10:00', '11:00')], [120], 0],
    ['only meetings', [meeting('09:00', '12:00')], [], null],
    ['nothing', [], [], null],
  ])('%s', (...[, spans, blocks, fragmentation]) => {
    const focus = measureFocus(spans);
    expect(focus.blocks.map((block) => block.minutes)).toEqual(blocks);
    if (fragmentation === null) expect(focus.fragmentation).toBeNull();
    else expect(focus.fragmentation).toBeCloseTo(fragmentation, 9);
  });

  it('counts project switches within an hour', () => {
    const spans = [
      dev('09:00', '10:00'),
      dev('10:00', '11:00', 'beta'),
      dev('11:30', '12:00'),
      dev('14:00', '15:00', 'beta'),
    ];
    expect(measureFocus(spans).projectSwitches).toBe(2);
  });

  const none = (from: string, to: string) => span(day, from, to, { type: 'meeting', project: null });
  it.each([
    ['back to the same', [dev('09:00', '10:00'), none('10:00', '11:30'), dev('11:30', '12:00')], 0],
    ['on to another', [dev('09:00', '10:00'), none('10:00', '11:30'), dev('11:30', '12:00', 'beta')], 1],
    [
      'to another after a long pause',
      [dev('09:00', '10:00'), none('10:00', '10:30'), dev('13:00', '14:00', 'beta')],
      0,
    ],
    ['before the first', [none('09:00', '10:00'), dev('10:00', '11:00'), none('11:00', '12:00')], 0],
    ['all day', [none('09:00', '10:00'), none('10:00', '11:00')], 0],
  ])('an entry without a project is no switch: %s', (...[, spans, switches]) => {
    expect(measureFocus(spans).projectSwitches).toBe(switches);
  });
});

test('stretchesOf keeps what is too short for a focus block', () => {
  const spans = [dev('09:00', '10:00'), dev('10:10', '11:00'), meeting('11:00', '12:00'), dev('12:00', '12:30')];
  expect(stretchesOf(spans).map((block) => block.minutes)).toEqual([110, 30]);
});

test('backToBackMeetings', () => {
  expect(backToBackMeetings([meeting('09:00', '10:00'), meeting('10:05', '11:00'), meeting('11:30', '12:00')])).toBe(1);
});

describe('streaks', () => {
  it.each([
    ['a week and its weekend', ['2026-03-05', '2026-03-06', '2026-03-09'], [3]],
    ['a missed Friday', ['2026-03-05', '2026-03-09'], [1, 1]],
    ['a worked Sunday counts', ['2026-03-06', '2026-03-08', '2026-03-09'], [3]],
    ['years apart', ['2001-03-06', '2026-03-06'], [1, 1]],
    ['nothing', [], []],
  ])('%s', (...[, days, expected]) => {
    expect(streaksOf(days).map((streak) => streak.days)).toEqual(expected);
  });

  it('agrees with counting day by day', () => {
    const start = 20_000;
    for (let gap = 1; gap < 40; gap += 1)
      for (let offset = 0; offset < 7; offset += 1) {
        const days = [isoDay(start + offset), isoDay(start + offset + gap)];
        const calendar = Array.from({ length: gap - 1 }, (_, index) => isoDay(start + offset + 1 + index));
        const unbroken = emptyWeekdays(calendar, new Map()).length === 0;
        expect(streaksOf(days).length).toBe(unbroken ? 1 : 2);
      }
  });
});
