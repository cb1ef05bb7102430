import { EnglogError } from '@englog/domain';

const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a client or a worker calls an id may be any text; PostgreSQL takes only a UUID for one. */
export const isUuid = (text: string): boolean => pattern.test(text);

/** Says which list it is of: another's would be a place in this one too, and a wrong one. */
export const cursorOf = (list: string, id: string): string => Buffer.from(`${list} ${id}`).toString('base64url');

/**
 * The id a list goes on from. A cursor this list never gave must not look like its end.
 * @throws EnglogError `invalid_argument` naming `cursor`
 */
export const idOfCursor = (list: string, cursor: string): string => {
  const [of, id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (of === list && isUuid(id)) return id;
  const message = 'is not one this list gave';
  throw new EnglogError('invalid_argument', `cursor ${message}`, { fields: [{ field: 'cursor', message }] });
};
