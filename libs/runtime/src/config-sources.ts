import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { ConfigProblem } from './config-error';
import { envNameOf, fromText } from './config-keys';
import type { ConfigKey } from './config-keys';
import { nearest } from './nearest';

export interface FileSource {
  values: Record<string, unknown>;
  problems: ConfigProblem[];
  /** `config/api.yaml:12`, or null for a key the file does not have. */
  locate(path: PropertyKey[]): string | null;
}

const none: FileSource = { values: {}, problems: [], locate: () => null };
const failed = (filePath: string, message: string): FileSource => ({
  ...none,
  problems: [{ path: '', source: filePath, message }],
});

const locator = (document: Document, lines: LineCounter, filePath: string) => (path: PropertyKey[]) => {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : null;
    if (!pair) break;
    offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
    node = pair.value;
  }
  return offset === null ? null : `${filePath}:${lines.linePos(offset).line}`;
};

/** A block or key written with nothing after it (`database:`) is as good as absent. */
const withoutNulls = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const present = Object.entries(value).filter(([, child]) => child !== null && child !== undefined);
  return Object.fromEntries(present.map(([key, child]) => [key, withoutNulls(child)]));
};

export const readYaml = (filePath: string | undefined): FileSource => {
  if (filePath === undefined) return none;
  let text: string;
  try {
    text = readFileSync(filePath, 'utf8');
  } catch (error) {
    return failed(filePath, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({
      path: '',
      source: `${filePath}:${lines.linePos(pos[0]).line}`,
      message: `is not valid YAML: ${message}`,
    }));
    return { ...none, problems };
  }
  const content: unknown = document.toJS();
  if (content === null) return none;
  if (typeof content !== 'object' || Array.isArray(content)) return failed(filePath, 'expected keys at the top level');
  return {
    values: withoutNulls(content) as Record<string, unknown>,
    problems: [],
    locate: locator(document, lines, filePath),
  };
};

export interface EnvSourceOptions {
  keys: ConfigKey[];
  env: Record<string, string | undefined>;
  envPrefix: string;
  /** Environment name → key path with dots. */
  aliases: Record<string, string>;
  /** Names of other programs that share the prefix; `*` at the end for all that start so. */
  otherNames: string[];
}

export interface EnvValue {
  name: string;
  path: string[];
  value: unknown;
}

const isOther = (name: string, patterns: string[]): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));

/** What Kubernetes tells each container of a service `englog-api`: ENGLOG_API_SERVICE_HOST, ENGLOG_API_PORT=tcp://… and so on. */
const serviceLinksOf = (env: Record<string, string | undefined>): ((name: string) => boolean) => {
  const services = Object.keys(env).flatMap((name) => /^(.+)_SERVICE_HOST$/.exec(name)?.[1] ?? []);
  return (name) =>
    services.some(
      (service) =>
        name.startsWith(`${service}_SERVICE_`) ||
        name.startsWith(`${service}_PORT_`) ||
        (name === `${service}_PORT` && /^\w+:\/\//.test(env[name] ?? '')),
    );
};

/** An empty variable is an unset one, as compose files write them. An alias wins over the name made from the path. */
export const readEnv = (options: EnvSourceOptions): { values: EnvValue[]; problems: ConfigProblem[] } => {
  const { keys, env, envPrefix, aliases, otherNames } = options;
  const byPath = new Map(keys.map((key) => [key.path.join('.'), key]));
  const byName = new Map(keys.map((key) => [envNameOf(key.path, envPrefix), key]));
  for (const [name, path] of Object.entries(aliases)) {
    const key = byPath.get(path);
    if (!key) throw new Error(`alias ${name} names ${path}, which the schema does not have`);
    byName.delete(name);
    byName.set(name, key);
  }
  const isServiceLink = serviceLinksOf(env);
  const values = [...byName].flatMap(([name, key]) => {
    const text = env[name];
    return text === undefined || text === '' || isServiceLink(name)
      ? []
      : [{ name, path: key.path, value: fromText(text, key.kind) }];
  });
  const problems = Object.keys(env)
    .filter((name) => name.startsWith(envPrefix) && !byName.has(name) && !isServiceLink(name))
    .flatMap((name) => {
      const meant = otherNames.includes(name) ? null : nearest(name, byName.keys());
      if (meant === null && isOther(name, otherNames)) return [];
      return [{ path: '', source: name, message: meant ? `unknown name; did you mean ${meant}?` : 'unknown name' }];
    });
  return { values, problems };
};
