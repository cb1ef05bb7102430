import { sampleFor } from './schema-sample';

test.each([
  ['a constant', { const: 'insight' }, 'insight'],
  ['the first of an enum', { enum: ['low', 'high'] }, 'low'],
  ['a number in the middle of its range', { type: 'number', minimum: 0, maximum: 1 }, 0.5],
  ['an integer above an exclusive bound', { type: 'integer', exclusiveMinimum: 2 }, 3],
  ['an integer at most', { type: 'integer', maximum: -4 }, -4],
  ['as many items as asked', { type: 'array', minItems: 2, items: { type: 'boolean' } }, [true, true]],
  ['no items where none may be', { type: 'array', maxItems: 0, items: {} }, []],
  ['a nullable by its other type', { type: ['null', 'boolean'] }, true],
  ['the first choice', { anyOf: [{ type: 'null' }, { type: 'string' }] }, null],
  ['a date', { type: 'string', format: 'date' }, '2026-01-05'],
  ['nested properties', { properties: { a: { properties: { b: { const: 1 } } } } }, { a: { b: 1 } }],
  ['a reference', { $defs: { n: { const: 2 } }, properties: { a: { $ref: '#/$defs/n' } } }, { a: 2 }],
  [
    'all of several',
    { allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] },
    { a: 1, b: 2 },
  ],
])('%s', (_, schema, expected) => {
  expect(sampleFor(schema)).toEqual(expected);
});

test('a string keeps its bounds and holds no figure', () => {
  expect(sampleFor({ type: 'string', maxLength: 7 })).toHaveLength(7);
  const long = sampleFor({ type: 'string', minLength: 300 }) as string;
  expect(long.length).toBeGreaterThanOrEqual(300);
  expect(long).not.toMatch(/\d/);
});
