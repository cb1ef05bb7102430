/** What pg itself makes of a value it sends; its published types leave this file out. */
declare module 'pg/lib/utils.js' {
  export function prepareValue(value: unknown): string | Buffer | null;
}
