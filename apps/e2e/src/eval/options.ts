import { parseArgs } from 'node:util';

export const usage = `npm run eval [-- options]: what comes out of known logs, with honest and lying models

  --short        leave out the long cases
  --only <text>  only cases whose name has this text
  --repo <path>  a git history to make a case of; may be given again (this repository)
  -h, --help     this

With OLLAMA_URL, the model OLLAMA_MODEL (llama3.2) of that server is asked instead.
Exits 1 when a must does not hold.`;

const known = {
  short: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  repo: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface EvalOptions {
  short: boolean;
  only: string;
  /** Empty: this repository. */
  repos: string[];
}

export type ReadOptions = { kind: 'run'; options: EvalOptions } | { kind: 'help' } | { kind: 'wrong'; problem: string };

export function readOptions(args: string[]): ReadOptions {
  try {
    const { short, only, repo: repos = [], help } = parseArgs({ args, options: known }).values;
    return help ? { kind: 'help' } : { kind: 'run', options: { short, only, repos } };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}
