const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a client or a worker calls an id may be any text; PostgreSQL takes only a UUID for one. */
export const isUuid = (text: string): boolean => pattern.test(text);
