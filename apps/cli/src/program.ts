import { Command, CommanderError } from 'commander';
import { CliError, exitCodes } from './cli-error';
import type { ExitCode } from './cli-error';
import { addImportFileCommands } from './commands/import-file';
import { addImportGitCommand } from './commands/import-git';
import { addInsightCommand } from './commands/insight';
import { addReportCommand } from './commands/report';
import { addResultCommand } from './commands/result';
import { addTaskCommands } from './commands/tasks';
import { addTokenCommand } from './commands/token';
import { addWorkersCommand } from './commands/workers';
import type { CliContext } from './context';
import { say } from './context';

export const createProgram = (context: CliContext): Command => {
  const program = new Command('englog')
    .description('Work logs in, insights and reports out: the command line of EngLog')
    .option('--url <url>', 'the API (ENGLOG_URL)', context.env['ENGLOG_URL'] || 'http://localhost:8080')
    .option('--token <token>', 'bearer token (ENGLOG_TOKEN)')
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    })
    .exitOverride();
  // Not a default of the option, which the help would print.
  program.hook('preAction', (root) => {
    if (root.getOptionValue('token') === undefined) root.setOptionValue('token', context.env['ENGLOG_TOKEN']);
  });
  addTokenCommand(program, context);
  const imports = program
    .command('import')
    .description('bring log entries in, each one once however often it is imported');
  addImportGitCommand(imports, context);
  addImportFileCommands(imports, context);
  addInsightCommand(program, context);
  addReportCommand(program, context);
  addResultCommand(program, context);
  addTaskCommands(program, context);
  addWorkersCommand(program, context);
  return program;
};

/** Does what the arguments say and gives the exit code; what went wrong is told on stderr, never thrown. */
export const runCli = async (args: string[], context: CliContext): Promise<ExitCode> => {
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (context.signal.aborted) return exitCodes.interrupted;
    if (error instanceof CliError) {
      say(context, `englog: ${error.message}`);
      return error.exitCode;
    }
    say(context, `englog: ${(error as { message?: string }).message ?? String(error)}`);
    return exitCodes.refused;
  }
};
