import type { z } from 'zod';
import { ConfigError } from './config-error';
import type { ConfigProblem } from './config-error';
import { keysOf } from './config-keys';
import { readEnv, readYaml } from './config-sources';
import type { EnvValue, FileSource } from './config-sources';
import { nearest } from './nearest';

export interface LoadConfigOptions<Schema extends z.ZodType> {
  /** Strict objects, nested; snake_case keys. */
  schema: Schema;
  env: Record<string, string | undefined>;
  envPrefix: string;
  /** The YAML file; undefined for none. */
  filePath?: string | undefined;
  /** Names without the prefix's form, e.g. `{ DATABASE_URL: 'database.url' }`. They win over the regular name. */
  aliases?: Record<string, string>;
  /** Prefixed names that belong to other programs or are read elsewhere: exact, or with `*` at the end. */
  otherNames?: string[];
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const put = (target: Record<string, unknown>, [head = '', ...rest]: string[], value: unknown): void => {
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const child = target[head];
  // A file that says `grpc: 5` is reported by the schema, so long as an override does not paper over it.
  if (child !== undefined && !isPlain(child)) return;
  const block = child ?? {};
  target[head] = block;
  put(block, rest, value);
};

interface Said {
  file: FileSource;
  env: EnvValue[];
}

const sourceOf = ({ file, env }: Said, path: PropertyKey[]): string => {
  const dotted = path.map(String).join('.');
  const byEnv = env.findLast((value) => {
    const own = value.path.join('.');
    return dotted === own || dotted.startsWith(`${own}.`);
  });
  return byEnv?.name ?? file.locate(path) ?? 'default';
};

const known = (schema: z.ZodType, path: PropertyKey[]): string[] => {
  const parent = path.map(String);
  const below = keysOf(schema).filter((key) => parent.every((part, index) => key.path[index] === part));
  return [...new Set(below.flatMap((key) => key.path[parent.length] ?? []))];
};

const problemsOf = (issue: z.core.$ZodIssue, said: Said, schema: z.ZodType): ConfigProblem[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = nearest(key, known(schema, issue.path));
      const path = [...issue.path, key];
      const message = meant ? `unknown key; did you mean ${meant}?` : 'unknown key';
      return { path: path.map(String).join('.'), source: sourceOf(said, path), message };
    });
  }
  return [{ path: issue.path.map(String).join('.'), source: sourceOf(said, issue.path), message: issue.message }];
};

/**
 * File, then environment over it, then the schema with its defaults. Environment names are the prefix and the key's path
 * in SCREAMING_SNAKE; lists are written `a,b`, maps `a=1,b=2`. Opens nothing but the file.
 * @throws ConfigError with every problem found
 */
export const loadConfig = <Schema extends z.ZodType>(options: LoadConfigOptions<Schema>): z.output<Schema> => {
  const { schema, env, envPrefix, filePath, aliases = {}, otherNames = [] } = options;
  const file = readYaml(filePath);
  const fromEnv = readEnv({ keys: keysOf(schema), env, envPrefix, aliases, otherNames });
  const input = structuredClone(file.values);
  for (const { path, value } of fromEnv.values) put(input, path, value);
  const parsed = schema.safeParse(input);
  const said: Said = { file, env: fromEnv.values };
  const bad = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, said, schema));
  const problems = [...file.problems, ...fromEnv.problems, ...bad];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return parsed.data;
};
