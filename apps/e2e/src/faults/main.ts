/** `npm run faults [-- --short] [--only text,text]`: the fault matrix against the built programs. Exits 1 when a cell does not hold. */
import { parseArgs } from 'node:util';
import { meaning, renderNotes, renderTable } from './report';
import { runMatrix } from './run-matrix';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, only: { type: 'string' } } });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const rows = await runMatrix({
    ...values,
    signal: stopping.signal,
    onRow: (row) => console.log(renderNotes([row])),
  });
  console.log(`\n${renderTable(rows)}\n\n${meaning}`);
  const broken = rows.filter(({ problems }) => problems.length > 0);
  if (broken.length > 0) console.log(`\n${broken.length} of ${rows.length} do not hold`);
  process.exitCode = broken.length > 0 || rows.length === 0 || stopping.signal.aborted ? 1 : 0;
}

void main();
