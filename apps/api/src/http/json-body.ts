import { EnglogError } from '@englog/domain';
import type { IncomingMessage } from 'node:http';
import { parseJsonText } from './json-text';

const jsonType = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const tooLarge = (maxBytes: number) =>
  new EnglogError('payload_too_large', `The body is larger than ${maxBytes} bytes`);

const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/** Why the body's type is not ours to read, or null. */
export const mediaTypeProblem = (request: IncomingMessage): string | null => {
  if (!hasBody(request)) return null;
  if (!jsonType.test(request.headers['content-type'] ?? '')) return 'The body must be application/json';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  return encoding === 'identity' ? null : `Content-Encoding ${encoding} is not supported`;
};

/** The bytes of a body up to `maxBytes`; what comes after is read and dropped, so that the answer reaches the client. */
const readBytes = (request: IncomingMessage, maxBytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (error: Error) => {
      chunks.length = 0;
      request.removeListener('data', onData);
      request.resume();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) refuse(tooLarge(maxBytes));
      else chunks.push(chunk);
    };
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      refuse(tooLarge(maxBytes));
      return;
    }
    request.on('data', onData);
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', (cause) => reject(new EnglogError('invalid_argument', 'The body was cut off', { cause })));
  });

/**
 * The request's JSON; undefined when it has no body. Our own rather than a middleware: it stands on the path of every
 * task, and refuses what would only fail at the database.
 */
export const readJsonBody = async (request: IncomingMessage, maxBytes: number): Promise<unknown> => {
  if (!hasBody(request)) return undefined;
  const bytes = await readBytes(request, maxBytes);
  return bytes.length === 0 ? undefined : parseJsonText(bytes);
};
