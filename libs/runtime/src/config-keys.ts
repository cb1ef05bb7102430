import { z } from 'zod';

/** How an environment variable's text becomes a value of a key. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'list' | 'map';

export interface ConfigKey {
  path: string[];
  kind: ValueKind;
}

const wrappers = new Set(['default', 'prefault', 'optional', 'nullable', 'readonly', 'catch', 'nonoptional']);

/** The schema behind defaults, optionals and transforms: what the input has to look like. */
const inner = (schema: z.core.$ZodType): z.core.$ZodType => {
  const def = schema._zod.def as { type: string; innerType?: z.core.$ZodType; in?: z.core.$ZodType };
  if (wrappers.has(def.type) && def.innerType) return inner(def.innerType);
  if (def.type === 'pipe' && def.in) return inner(def.in);
  return schema;
};

const kinds: Partial<Record<string, ValueKind>> = {
  number: 'number',
  int: 'number',
  boolean: 'boolean',
  array: 'list',
  record: 'map',
};

/** Every leaf of a schema of nested objects. */
export const keysOf = (schema: z.core.$ZodType, path: string[] = []): ConfigKey[] => {
  const bare = inner(schema);
  if (bare instanceof z.ZodObject) {
    return Object.entries<z.core.$ZodType>(bare.shape).flatMap(([key, value]) => keysOf(value, [...path, key]));
  }
  return [{ path, kind: kinds[bare._zod.def.type] ?? 'text' }];
};

/** `worker_management.max_workers` → `ENGLOG_WORKER_MANAGEMENT_MAX_WORKERS` */
export const envNameOf = (path: string[], prefix: string): string => prefix + path.join('_').toUpperCase();

const booleans = new Map<string, boolean>([
  ['true', true],
  ['yes', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['off', false],
  ['0', false],
]);

const parts = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const scalar = (text: string): string | number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** Text that does not fit its kind is returned as it is: the schema then names what it expected. */
export const fromText = (text: string, kind: ValueKind): unknown => {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return scalar(text.trim());
    case 'boolean':
      return booleans.get(text.trim().toLowerCase()) ?? text;
    case 'list':
      return parts(text);
    case 'map':
      return Object.fromEntries(
        parts(text).map((part) => {
          const [key = '', ...rest] = part.split('=');
          return [key.trim(), scalar(rest.join('=').trim())];
        }),
      );
  }
};
