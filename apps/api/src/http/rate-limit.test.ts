import { EnglogError } from '@englog/domain';
import { createRateLimit } from './rate-limit';

describe('createRateLimit', () => {
  it('lets a minute’s worth through at once, then as fast as it refills, each user on their own', () => {
    let now = 0;
    const limit = createRateLimit(60, () => now);
    const takes = (userId: string): number | null => {
      try {
        limit.take(userId);
        return null;
      } catch (error) {
        return EnglogError.from(error).retryAfterMs;
      }
    };
    for (let count = 0; count < 60; count += 1) expect(takes('u1')).toBeNull();
    expect(takes('u1')).toBeCloseTo(1_000);
    expect(takes('u2')).toBeNull();
    now += 500;
    expect(takes('u1')).toBeCloseTo(500);
    now += 500;
    expect(takes('u1')).toBeNull();
    expect(takes('u1')).not.toBeNull();
  });

  it('lets nobody through because the wall clock was set', () => {
    const real = Date.now.bind(Date);
    let offMs = 0;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + offMs);
    const limit = createRateLimit(2);
    limit.take('u1');
    limit.take('u1');
    offMs = 3_600_000;
    expect(() => limit.take('u1')).toThrow('More than 2 requests a minute');
    clock.mockRestore();
  });

  it('is off at 0', () => {
    const limit = createRateLimit(0);
    for (let count = 0; count < 1_000; count += 1) limit.take('u1');
  });
});
