import { createLogger } from './logger';
import type { LoggerOptions } from './logger';

const lines = (options: Partial<LoggerOptions>, write: (log: ReturnType<typeof createLogger>) => void): string[] => {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  write(createLogger({ name: 'api', level: 'info', destination, ...options }));
  return written;
};

describe('createLogger', () => {
  it('writes one JSON line with the level in words, the service and the fixed fields', () => {
    const [line = ''] = lines({}, (log) => log.info({ taskId: 't1', attempt: 2, ms: 5 }, 'claimed'));
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(rest).toEqual({ level: 'info', name: 'api', taskId: 't1', attempt: 2, ms: 5, msg: 'claimed' });
    expect(new Date(String(time)).toISOString()).toBe(time);
  });

  it('keeps below its level to itself', () => {
    expect(lines({ level: 'warn' }, (log) => log.info('quiet'))).toEqual([]);
  });

  it('writes an error with its cause', () => {
    const error = new Error('could not save', { cause: new Error('disk full') });
    const [line = ''] = lines({}, (log) => log.error({ err: error }, 'failed'));
    expect(JSON.parse(line).err).toMatchObject({ type: 'Error', message: expect.stringContaining('disk full') });
  });

  it.each([
    [{ joinToken: 's3cret' }],
    [{ config: { token: 's3cret', session_token: 's3cret' } }],
    [{ req: { headers: { authorization: 'Bearer s3cret', cookie: 's3cret', 'x-session-token': 's3cret' } } }],
    [{ config: { auth: { secret: 's3cret', join_token: 's3cret' } } }],
  ])('never writes a secret: %j', (fields) => {
    const [line = ''] = lines({}, (log) => log.info(fields, 'hello'));
    expect(line).toContain('[redacted]');
    expect(line).not.toContain('s3cret');
  });

  it('writes for a person when asked to', () => {
    const [line = ''] = lines({ pretty: true }, (log) => log.info({ taskId: 't1' }, 'claimed'));
    expect(line).toMatch(/INFO.*claimed/s);
    expect(line).toContain('t1');
  });
});
