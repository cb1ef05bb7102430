/** One thing wrong with the configuration, and where it was said. */
export interface ConfigProblem {
  /** Key path with dots, e.g. `grpc.port`; empty for the file as a whole. */
  path: string;
  /** `config/api.yaml:12`, the name of an environment variable, or `default`. */
  source: string;
  message: string;
}

const line = ({ path, source, message }: ConfigProblem): string =>
  `  ${path === '' ? '' : `${path}: `}${message} (${source})`;

/** Every problem at once: nothing was opened, and one edit can mend them all. Exit code 78 (EX_CONFIG). */
export class ConfigError extends Error {
  readonly problems: ConfigProblem[];

  constructor(problems: ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`the configuration has ${count}:`, ...problems.map(line)].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
