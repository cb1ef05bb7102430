import { EnglogError } from '@englog/domain';
import { toEnglogError } from './to-englog-error';

describe('toEnglogError', () => {
  it.each([
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'unavailable'],
    [Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' }), 'unavailable'],
    [Object.assign(new Error('sorry, too many clients already'), { code: '53300' }), 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 'unavailable'],
    [Object.assign(new Error('syntax error'), { code: '42601' }), 'internal'],
    [new TypeError('x is not a function'), 'internal'],
    ['thrown text', 'internal'],
    [new EnglogError('conflict', 'x'), 'conflict'],
  ])('%s', (thrown, code) => {
    expect(toEnglogError(thrown).code).toBe(code);
  });
});
