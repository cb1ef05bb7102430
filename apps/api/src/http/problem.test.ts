import { EnglogError, errorCodes } from '@englog/domain';
import { problemOf, statusByCode, toProblem } from './problem';

describe('problem', () => {
  it.each(errorCodes)('%s has a status of refusal', (code) => {
    expect(statusByCode[code]).toBeGreaterThanOrEqual(400);
  });

  it('is RFC 9457 with an error string', () => {
    const fields = [{ field: 'priority', message: 'is odd' }];
    const input = problemOf(new EnglogError('invalid_argument', 'priority is odd', { fields }));
    expect(toProblem(input, '/v1/tasks', 'r1')).toEqual({
      type: 'urn:englog:problem:invalid_argument',
      title: 'Bad Request',
      status: 400,
      detail: 'priority is odd',
      instance: '/v1/tasks',
      errors: fields,
      error: 'priority is odd',
      request_id: 'r1',
    });
  });

  it('keeps the inside of an unexpected error inside', () => {
    const input = problemOf(EnglogError.from(new Error('password=hunter2')));
    expect(JSON.stringify(input)).not.toContain('hunter2');
    expect(input.code).toBe('internal');
  });

  it.each([
    ['resource_exhausted', 2_100, { 'retry-after': '3' }],
    ['unavailable', undefined, { 'retry-after': '1' }],
    ['conflict', 2_000, {}],
  ] as const)('%s says when to come back', (code, retryAfterMs, headers) => {
    expect(problemOf(new EnglogError(code, 'x', { retryAfterMs })).headers).toEqual(headers);
  });

  it('challenges without letting the reason break the header', () => {
    const { headers } = problemOf(new EnglogError('unauthenticated', 'the "token" is bad'));
    expect(headers?.['www-authenticate']).toBe(
      'Bearer realm="englog", error="invalid_token", error_description="the token is bad"',
    );
  });
});
