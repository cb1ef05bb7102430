import type { ResultFormat } from '@englog/domain';
import type { Command } from 'commander';
import type { CliContext } from '../context';
import { clientOf, printJson } from '../context';
import { awaitResult, renderedResult, requireCompleted, resultOf } from '../follow';
import { deliver, formatOption } from './report';

interface ResultOptions {
  follow?: boolean;
  format?: ResultFormat;
  output?: string;
}

export const addResultCommand = (program: Command, context: CliContext): void => {
  program
    .command('result <id>')
    .description("print a task's result, or how far it is")
    .option('-f, --follow', 'show its progress and the text as it is written until it is finished')
    .addOption(formatOption())
    .option('-o, --output <file>', 'write it to a file')
    .action(async (id: string, options: ResultOptions, command: Command) => {
      const client = clientOf(context, command);
      const answer = options.follow === true ? await awaitResult(context, client, id) : await resultOf(client, id);
      if (answer.status !== 'completed' || options.format === undefined) {
        if (options.output !== undefined && answer.status === 'completed')
          return deliver(context, JSON.stringify(answer, null, 2), options.output);
        printJson(context, answer);
        requireCompleted(answer);
        return;
      }
      await deliver(context, await renderedResult(client, answer, options.format), options.output);
    });
};
