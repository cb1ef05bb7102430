import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signToken } from '../api/token';
import { CliError } from '../cli-error';
import type { CliContext } from '../context';
import { print } from '../context';
import { durationOption } from './options';

const secretFile = 'dev-auth-secret';

export const addTokenCommand = (program: Command, context: CliContext): void => {
  program
    .command('token')
    .description('print a bearer token, signed with ENGLOG_AUTH_SECRET or the secret of an API in dev mode')
    .option('--user <id>', 'whom the token speaks for', 'dev')
    .option('--admin', 'an operator: sees every user and every task', false)
    .addOption(durationOption('--expires <duration>', 'how long it is good: 45m, 12h, 30d', '12h'))
    .option('--data-dir <folder>', "the API's data folder", context.env['ENGLOG_DATA_DIR'] ?? '.data/api')
    .action(async (options: { user: string; admin: boolean; expires: number; dataDir: string }) => {
      const secret = context.env['ENGLOG_AUTH_SECRET'] || (await readDevSecret(options.dataDir));
      const { user, admin, expires } = options;
      print(context, await signToken(secret, { user, admin, expiresInSeconds: expires, issuedAt: context.now() }));
    });
};

const readDevSecret = async (dataDir: string): Promise<string> => {
  const file = join(dataDir, secretFile);
  const secret = await readFile(file, 'utf8').catch(() => '');
  if (secret.trim() === '')
    throw new CliError(
      `no secret to sign with: set ENGLOG_AUTH_SECRET, or start the API in dev mode, which makes ${file} (make demo's is in --data-dir .data/demo/api)`,
    );
  return secret.trim();
};
