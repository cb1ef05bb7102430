import type { ProcessLike } from '@englog/runtime';
import { commandExit } from './command';
import type { CommandContext } from './command';
import { runRestore } from './restore-command';

const usage = `Usage: node main.js              start the API
       node main.js restore …    put back what a cleanup archived (restore --help)
`;

const commands: Record<string, (args: string[], context: CommandContext) => Promise<number>> = {
  restore: runRestore,
};

type Run = (context: CommandContext) => Promise<number>;

const choose = ([name = '', ...args]: string[]): Run => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return (context) => command(args, context);
  return async ({ stdout, stderr }) => {
    if (name === '--help' || name === '-h') {
      stdout.write(usage);
      return commandExit.done;
    }
    stderr.write(`${name} is no command of the API (--help shows what there is)\n`);
    return commandExit.usage;
  };
};

/**
 * Does what the arguments say instead of starting the API, and answers the exit code.
 * @throws ConfigError
 */
export const runCommand = async (
  args: string[],
  process: ProcessLike & Pick<CommandContext, 'env' | 'stdout'>,
): Promise<number> => {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Error('interrupted'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, interrupt);
  try {
    const { env, stdout, stderr } = process;
    return await choose(args)({ env, stdout, stderr, signal: interrupted.signal });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupt);
  }
};
