import type { LogEntry } from '@englog/domain';
import { WorkerCapability } from '@englog/proto-gen';
import type { AttemptRef } from '@englog/proto-gen';
import { leakCheck } from '@englog/testing';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';
import { FullWorker } from '../testing/full-worker';

const days = 5;
const perDay = 100;
const maxBatchBytes = 1024 * 1024;
/** All limits at 256 KiB: less than the entries of one read. */
const smallLimits = { ENGLOG_LIMITS_MAX_RESULT_BYTES: '256KiB', ENGLOG_LIMITS_MAX_PAYLOAD_BYTES: '256KiB' };

/** Its minute of the day makes their order. */
const entriesOf = (day: number, letter: string, length: number) =>
  Array.from({ length: perDay }, (_, minute) => ({
    title: letter.repeat(200),
    description: letter.repeat(length),
    type: 'development',
    tags: Array.from({ length: 8 }, (_unused, n) => `${letter.repeat(40)}${n}`),
    start_time: new Date(Date.UTC(2026, 2, 2 + day, 0, minute)).toISOString(),
    end_time: new Date(Date.UTC(2026, 2, 2 + day, 0, minute + 1)).toISOString(),
  }));

describe.each<[string, Record<string, string>, string, number]>([
  ['of 5,000 Japanese characters each', {}, '記', 5000],
  ['of 5,000 Japanese characters each, with small limits', smallLimits, '記', 5000],
  ['of 600 letters each, with small limits', smallLimits, 'a', 600],
])('500 entries %s', (_name, env, letter, length) => {
  let fixture: ApiFixture;
  let ann: Client;
  let worker: FullWorker;

  beforeAll(async () => {
    fixture = await startApiFixture({ kind: 'postgres', env });
    ann = await fixture.as('ann');
    worker = new FullWorker(fixture.grpcAddress, 'w', { capabilities: [WorkerCapability.CAPABILITY_WEEKLY_REPORTS] });
    await worker.register();
    await worker.connect();
    for (let day = 0; day < days; day++) {
      const { status } = await ann.call('POST', '/v1/logs/bulk', { entries: entriesOf(day, letter, length) });
      expect(status).toBe(201);
    }
  });
  afterAll(async () => {
    await worker.close();
    await fixture.stop();
  });

  const batchesFor = async ({ taskId, attempt }: AttemptRef): Promise<string[]> => {
    const batches: string[] = [];
    const asked = { attempt: { taskId, attempt } };
    for await (const { entries } of worker.client.streamTaskEntries(asked, worker.credentials)) batches.push(entries);
    return batches;
  };

  it('all reach the worker, in messages of 1 MiB at most', async () => {
    const asked = { start_date: '2026-03-01', end_date: '2026-03-08' };
    expect((await ann.call('POST', '/v1/tasks/reports', asked)).status).toBe(202);
    const batches = await batchesFor(await worker.task());
    const entries = batches.flatMap((batch) => JSON.parse(batch) as LogEntry[]);
    const times = entries.map(({ start_time }) => start_time);
    expect(new Set(times).size).toBe(days * perDay);
    expect(times).toEqual(times.toSorted());
    expect(Math.max(...batches.map((batch) => Buffer.byteLength(batch)))).toBeLessThanOrEqual(maxBatchBytes);
  });
});

afterAll(() => leakCheck());
