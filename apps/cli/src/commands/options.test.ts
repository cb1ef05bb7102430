import { parseCount, parseSeconds } from './options';
import { parseGoal } from './report';

describe('parseSeconds', () => {
  it.each([
    ['45m', 2700],
    ['12h', 43_200],
    ['30d', 2_592_000],
    ['1s', 1],
  ])('%s is %d', (text, expected) => {
    expect(parseSeconds(text)).toBe(expected);
  });
  it.each(['', '12', 'h', '-1h', '1.5h', '1 h', '1w'])('refuses %j', (text) => {
    expect(() => parseSeconds(text)).toThrow(/must look like/);
  });
});

describe('parseCount', () => {
  it.each(['0', '-1', '1.5', 'many', ''])('refuses %j', (text) => {
    expect(() => parseCount(text)).toThrow(/whole number/);
  });
});

describe('parseGoal', () => {
  it.each([
    ['project:englog=10h', { name: 'englog 10h', by: 'project', value: 'englog', target_hours: 10 }],
    ['type:testing=20%', { name: 'testing 20%', by: 'type', value: 'testing', target_share: 0.2 }],
    ['tag:a=b=3.5h', { name: 'a=b 3.5h', by: 'tag', value: 'a=b', target_hours: 3.5 }],
  ])('%s', (text, expected) => {
    expect(parseGoal(text)).toEqual(expected);
  });
  it.each(['englog=10h', 'user:x=1h', 'project:=1h', 'project:x=1', 'project:x=-1h'])('refuses %s', (text) => {
    expect(() => parseGoal(text)).toThrow(/must look like/);
  });
});
