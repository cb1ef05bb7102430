/** The client's process: sends load, collects the workers' start reports, and answers the harness's orders one at a time. */
import { createServer } from 'node:net';
import { Ledger } from './ledger';
import { flood, pace } from './load';
import type { Answers, Order, Reply } from './orders';

const ledger = new Ledger();

const collector = createServer((socket) => {
  let rest = '';
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const space = line.lastIndexOf(' ');
      ledger.start(line.slice(0, space), Number(line.slice(space + 1)));
    }
  });
});

async function obey(order: Order): Promise<Answers[Order['kind']]> {
  switch (order.kind) {
    case 'flood':
      return flood(order, ledger);
    case 'pace':
      return pace(order, ledger);
    case 'settle':
      await ledger.startedAtLeast(ledger.accepted, order.timeoutMs);
      return { lastStartUs: ledger.lastStartUs(), delivery: ledger.delivery(), latenciesUs: ledger.latenciesUs() };
    case 'await_starts':
      await ledger.startedAtLeast(order.count, order.timeoutMs);
      return { lastStartUs: ledger.lastStartUs(), started: ledger.started };
    case 'clear':
      ledger.clear();
      return {};
  }
}

process.on('message', (order: Order) => {
  const reply = (answer: Reply) => process.send?.(answer);
  obey(order).then(
    (value) => reply({ ok: true, value }),
    (error: Error) => reply({ ok: false, message: error.message }),
  );
});
process.once('disconnect', () => {
  collector.close();
  process.exit(0);
});
collector.listen(process.argv[2], () => process.send?.({ ok: true, value: {} } satisfies Reply));
