import type { Command } from 'commander';
import type { Writable } from 'node:stream';
import { createApiClient } from './api/api-client';
import type { ApiClient } from './api/api-client';
import { CliError, exitCodes } from './cli-error';
import { subjectOf } from './api/token';
import { printable } from './printable';

/** What a command may use of the world around it. Results go to `stdout`, everything said on the way to `stderr`. */
export interface CliContext {
  env: Record<string, string | undefined>;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
  now(): number;
}

/** The options every command takes. */
interface GlobalOptions {
  url: string;
  token?: string;
}

export const say = (context: CliContext, line: string): void => void context.stderr.write(`${printable(line)}\n`);
export const print = (context: CliContext, text: string): void =>
  void context.stdout.write(printable(text.endsWith('\n') ? text : `${text}\n`));
export const printJson = (context: CliContext, document: unknown): void =>
  print(context, JSON.stringify(document, null, 2));

const globalsOf = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

export const clientOf = (context: CliContext, command: Command): ApiClient => {
  const { url, token } = globalsOf(command);
  if (token === undefined || token === '')
    throw new CliError(
      'no token: set ENGLOG_TOKEN or --token (in dev mode: export ENGLOG_TOKEN=$(npx englog token --user you))',
      exitCodes.usage,
    );
  return createApiClient({ baseUrl: url, token, signal: context.signal });
};

/** Who a command is about: `--user`, else whom the token speaks for. */
export const userOf = (command: Command, asked: string | undefined): string => {
  const user = asked ?? subjectOf(globalsOf(command).token ?? '');
  if (user === null) throw new CliError('whose? name the user with --user', exitCodes.usage);
  return user;
};
