import { medianOf } from './report';

test('the median is taken field by field', () => {
  const of = (n: number, p50Ms: number) => ({ single: { perSecond: n }, latency: { p50Ms } });
  expect(medianOf([of(1, 9), of(3, 5), of(2, 1)])).toEqual(of(2, 5));
  expect(medianOf([of(1, 1), of(2, 3)])).toEqual(of(1.5, 2));
});
