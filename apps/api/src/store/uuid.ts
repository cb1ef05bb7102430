import { EnglogError } from '@englog/domain';

const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a client or a worker calls an id may be any text; PostgreSQL takes only a UUID for one. */
export const isUuid = (text: string): boolean => pattern.test(text);

/**
 * The id a list goes on from. A cursor no list gave must not look like a list's end.
 * @throws EnglogError `invalid_argument` naming `cursor`
 */
export const idOfCursor = (cursor: string): string => {
  if (isUuid(cursor)) return cursor;
  const message = 'is not one this list gave';
  throw new EnglogError('invalid_argument', `cursor ${message}`, { fields: [{ field: 'cursor', message }] });
};
