import { EnglogError } from '@englog/domain';

/** Nothing we accept is nested deeper; beyond it JSON.stringify would run out of stack. */
const maxDepth = 64;
const quote = 0x22;
const backslash = 0x5c;
const isOpening = (byte: number) => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d;

const refuse = (message: string, field = '') =>
  new EnglogError('invalid_argument', field === '' ? message : `${field} ${message}`, { fields: [{ field, message }] });

/** How deep objects and arrays are nested, text not counted. Stops counting past the limit. */
const depthOf = (bytes: Uint8Array): number => {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    if (inText) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (isOpening(byte)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (deepest > maxDepth) return deepest;
    } else if (isClosing(byte)) depth -= 1;
  }
  return deepest;
};

/** PostgreSQL stores neither NUL nor half a surrogate pair: told here with its field, not there with a 500. */
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

const checkText = (value: unknown, path: string): void => {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw refuse('must not contain a NUL character or half a surrogate pair', path);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (!isStorable(key)) throw refuse('must not have a NUL character or half a surrogate pair in a name', path);
      checkText(inner, at);
    }
  }
};

const decoder = new TextDecoder('utf-8', { fatal: true });
const decode = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new EnglogError('invalid_argument', 'The body is not valid UTF-8', { cause });
  }
};

/**
 * A request body that can be validated and stored without surprise.
 * @throws EnglogError `invalid_argument`: not JSON, not UTF-8, nested too deeply, or holding characters no column takes
 */
export const parseJsonText = (bytes: Uint8Array): unknown => {
  if (depthOf(bytes) > maxDepth) throw refuse(`The body is nested deeper than ${maxDepth} levels`);
  const text = decode(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : 'it does not parse';
    throw new EnglogError('invalid_argument', `The body is not valid JSON: ${reason}`, { cause });
  }
  if (text.includes('\\u')) checkText(value, '');
  return value;
};
