import { EnglogError } from '@englog/domain';
import { parseJsonText } from './json-text';

const parse = (text: string) => parseJsonText(Buffer.from(text));
const refusalOf = (bytes: Uint8Array): EnglogError => {
  try {
    parseJsonText(bytes);
  } catch (error) {
    if (error instanceof EnglogError) return error;
  }
  throw new Error('it was not refused');
};

describe('parseJsonText', () => {
  it.each(['{"a":[1,{"b":"c"}]}', '"[[[["', '{"a":"\\"[[{"}', '{"a":"\\\\"}', '"\\ud83d\\ude00 \\\\u0000"', 'null'])(
    'takes %s',
    (text) => {
      expect(parse(text)).toEqual(JSON.parse(text));
    },
  );

  it.each([
    ['{"a":', /^The body is not valid JSON: /, []],
    ['', /^The body is not valid JSON: /, []],
    [`${'['.repeat(65)}${']'.repeat(65)}`, /nested deeper than 64 levels/, ['']],
    ['['.repeat(500_000), /nested deeper than 64 levels/, ['']],
    ['{"tags":["ok","a\\u0000b"]}', /^tags\.1 must not contain a NUL/, ['tags.1']],
    ['{"a":{"title":"\\ud800"}}', /^a\.title must not contain/, ['a.title']],
    ['{"a":{"\\u0000":1}}', /^a must not have/, ['a']],
  ])('refuses %.40s', (text, message, fields) => {
    const error = refusalOf(Buffer.from(text));
    expect(error.code).toBe('invalid_argument');
    expect(error.message).toMatch(message);
    expect(error.fields.map(({ field }) => field)).toEqual(fields);
  });

  it('refuses what is not UTF-8', () => {
    expect(refusalOf(Buffer.from([0x22, 0xff, 0x22])).message).toBe('The body is not valid UTF-8');
  });

  it('takes nesting up to its limit', () => {
    expect(() => parse(`${'['.repeat(64)}${']'.repeat(64)}`)).not.toThrow();
  });
});
