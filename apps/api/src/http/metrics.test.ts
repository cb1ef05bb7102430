import type { Request } from 'express';
import { createAllowList } from './metrics';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as Request;

describe('createAllowList', () => {
  const isAllowed = createAllowList(['127.0.0.1', '::1', '10.1.0.0/16']);

  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.1.255.4', true],
    ['10.2.0.1', false],
    ['fe80::1', false],
    ['', false],
  ])('%s: %s', (address, expected) => {
    expect(isAllowed(from(address))).toBe(expected);
  });

  it('does not take a proxy’s address for the client’s', () => {
    expect(isAllowed(from('127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }))).toBe(false);
    expect(isAllowed(from('127.0.0.1', { forwarded: 'for=203.0.113.9' }))).toBe(false);
  });
});
