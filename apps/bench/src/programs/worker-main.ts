/** A peer's worker: `worker <stack> <reports socket>`, one process, a handler that does nothing but say that it started. */
import { stackNamed } from '../stacks';
import { openStartReports } from './start-reports';
import { untilAskedToLeave } from './until-asked-to-leave';

async function main(): Promise<void> {
  const reports = await openStartReports(process.argv[3]!);
  const consumer = await stackNamed(process.argv[2]).openConsumer(process.env.BENCH_STORE_URL ?? '', reports.started);
  console.log('consuming');
  await untilAskedToLeave();
  await consumer.close();
  await reports.close();
}

void main();
