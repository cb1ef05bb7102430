import type { WorkerReport } from '@englog/proto-gen';
import { AsyncQueue, createLogger } from '@englog/runtime';
import { leakCheck, waitFor } from '@englog/testing';
import { databaseKinds } from '../store/database-fixture';
import { openDispatchFixture } from '../testing/dispatch-fixture';
import type { DispatchFixture } from '../testing/dispatch-fixture';
import { reportStream } from './report-stream';

const log = createLogger({ name: 'test', level: 'silent' });

describe.each(databaseKinds)('a report stream on %s', (kind) => {
  let room: DispatchFixture;

  beforeAll(async () => {
    room = await openDispatchFixture(kind, { timing: { leaseMs: 600 } });
  });
  afterEach(() => room.clear());
  afterAll(async () => {
    await room.close();
    await leakCheck();
  });

  it('I4: is of its session also when that was let go of before its task stream came', async () => {
    const { gate, reports, registry } = room.dispatcher;
    const other = await room.replica();
    const worker = await other.worker('w', { acks: false });
    const session = await gate.authenticateToken(worker.token);
    const incoming = new AsyncQueue<WorkerReport>({ capacity: 10 });
    const { signal } = new AbortController();
    const receipts = reportStream({ gate, reports, session, incoming, signal, log });
    const reading = receipts.next();
    await waitFor(() => registry.get(session.id) === undefined);
    await worker.connect([], room.dispatcher);
    const [taskId = ''] = await room.create({});
    const { attempt } = await worker.delivery();
    incoming.push({ sequence: 1, kind: { $case: 'ack', value: { taskId, attempt } }, more: [] });
    await room.until(taskId, 'running');
    incoming.close();
    expect(await reading).toMatchObject({ done: true });
    worker.cut();
  });
});
