import { destination as fileDescriptor, pino, stdSerializers, stdTimeFunctions } from 'pino';
import type { DestinationStream, Level, Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';

export type { Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = Level | 'silent';

export interface LoggerOptions {
  name: string;
  level: LogLevel;
  /** For a person at a terminal; JSON lines otherwise. */
  pretty?: boolean;
  /** Standard output unless told. */
  destination?: DestinationStream;
}

const secrets = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'accessToken',
  'joinToken',
  'join_token',
  'sessionToken',
  'session_token',
  '["set-cookie"]',
  '["x-session-token"]',
];
const below = (parent: string): string[] =>
  secrets.map((name) => (name.startsWith('[') ? parent + name : `${parent}.${name}`));
const redactPaths = [...secrets, ...below('*'), ...below('*.headers'), ...below('*.*')];

/**
 * Object first, message second: `log.info({ taskId, attempt }, 'claimed')`. Field names are the same everywhere: taskId,
 * attempt, workerId, sessionId, reqId, state, why (the reason in a word), ms (how long it took), err. Anything named like a
 * secret is `[redacted]`.
 */
export const createLogger = ({ name, level, pretty: isPretty = false, destination }: LoggerOptions): Logger => {
  const options = {
    level,
    base: { name },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: stdSerializers.err },
    redact: { paths: [...new Set(redactPaths)], censor: '[redacted]' },
  };
  if (!isPretty) return destination ? pino(options, destination) : pino(options);
  // In this process, not a transport thread: nothing to flush or to lose at exit.
  const format = prettyFactory({
    colorize: destination === undefined,
    ignore: 'name',
    translateTime: 'SYS:HH:MM:ss.l',
  });
  const out = destination ?? fileDescriptor({ dest: 1, sync: true });
  return pino(options, { write: (line: string) => void out.write(format(line)) });
};
