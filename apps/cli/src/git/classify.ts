import type { EntryType } from '@englog/domain';
import type { Commit } from './log-format';
import { languageOf } from './languages';

/** `type(scope)!: subject` as https://www.conventionalcommits.org has it. */
export interface ConventionalSubject {
  prefix: string;
  scope: string | null;
  breaking: boolean;
}

export const parseConventional = (subject: string): ConventionalSubject | null => {
  const match = /^([a-z]{2,15})(?:\(([^()]{1,60})\))?(!)?:\s/i.exec(subject);
  if (match === null) return null;
  return { prefix: (match[1] ?? '').toLowerCase(), scope: match[2]?.trim() || null, breaking: match[3] === '!' };
};

const typeByPrefix: Record<string, EntryType> = {
  feat: 'development',
  feature: 'development',
  perf: 'development',
  refactor: 'development',
  style: 'development',
  fix: 'debugging',
  bugfix: 'debugging',
  hotfix: 'debugging',
  docs: 'documentation',
  doc: 'documentation',
  test: 'testing',
  tests: 'testing',
  ci: 'deployment',
  deploy: 'deployment',
  release: 'deployment',
  build: 'maintenance',
  chore: 'maintenance',
  deps: 'maintenance',
  revert: 'maintenance',
  security: 'maintenance',
  spike: 'research',
  research: 'research',
  design: 'planning',
  plan: 'planning',
  rfc: 'planning',
};

const typeByFirstWord: [RegExp, EntryType][] = [
  [/^(?:fix|fixes|fixed|bug|bugfix|hotfix)\b/i, 'debugging'],
  [/^(?:bump|upgrade|revert|deprecate)\b/i, 'maintenance'],
  [/^(?:release|deploy|v?\d+\.\d+\.\d+)\b/i, 'deployment'],
  [/^(?:test|tests)\b/i, 'testing'],
  [/^(?:document|docs|readme|changelog|typo)\b/i, 'documentation'],
];

const typeByPath: [RegExp, EntryType][] = [
  [/(?:^|\/)(?:tests?|__tests__|spec|e2e)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_[^/]+\.\w+$/i, 'testing'],
  [/(?:^|\/)docs?\/|\.(?:md|mdx|rst|adoc)$|(?:^|\/)(?:LICENSE|AUTHORS|CHANGELOG)[^/]*$/i, 'documentation'],
  [
    /^\.(?:github|gitlab|circleci|ci)\/|(?:^|\/)(?:deploy|helm|k8s|terraform)\/|(?:^|\/)(?:Dockerfile|Jenkinsfile)[^/]*$/i,
    'deployment',
  ],
  [
    /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|Cargo\.lock|\.gitignore|\.editorconfig)$/i,
    'maintenance',
  ],
];

/** What kind of work a commit was: its conventional prefix, else its first word, else its paths when they agree. */
export const entryTypeOf = (commit: Pick<Commit, 'subject' | 'paths'>): EntryType => {
  const prefix = parseConventional(commit.subject)?.prefix;
  const byPrefix = prefix === undefined ? undefined : typeByPrefix[prefix];
  if (byPrefix !== undefined) return byPrefix;
  const byWord = typeByFirstWord.find(([pattern]) => pattern.test(commit.subject));
  if (byWord !== undefined) return byWord[1];
  const byPath = typeByPath.find(
    ([pattern]) => commit.paths.length > 0 && commit.paths.every((path) => pattern.test(path)),
  );
  return byPath?.[1] ?? 'development';
};

/** Says in its subject (`!`) or its body that users must change something. */
export const isBreaking = (commit: Pick<Commit, 'subject' | 'body'>): boolean =>
  parseConventional(commit.subject)?.breaking === true || /^BREAKING[ -]CHANGE:/m.test(commit.body);

const maxLanguages = 3;

/** `git`, the conventional scopes, and the languages most of the paths are written in: sorted by use, without repeats. */
export const tagsOf = (commits: Pick<Commit, 'subject' | 'paths'>[]): string[] => {
  const scopes = commits
    .flatMap((commit) => parseConventional(commit.subject)?.scope?.split(',') ?? [])
    .map((scope) => scope.trim().toLowerCase())
    .filter((scope) => scope !== '' && scope.length <= 50);
  const uses = new Map<string, number>();
  for (const path of commits.flatMap((commit) => commit.paths)) {
    const language = languageOf(path);
    if (language !== null) uses.set(language, (uses.get(language) ?? 0) + 1);
  }
  const languages = [...uses].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([language]) => language);
  return [...new Set(['git', ...scopes.slice(0, 10), ...languages.slice(0, maxLanguages)])];
};
