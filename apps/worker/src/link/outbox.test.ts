import { appendFile, cp, readFile, rename, rm, stat, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { leakCheck, waitFor } from '@englog/testing';
import { createLogger } from '@englog/runtime';
import type { AttemptReport } from '../attempt';
import { removeFolders, temporaryFolder } from '../testing/rig';
import type { Line } from '../testing/rig';
import { Outbox } from './outbox';
import type { OutboxOptions } from './outbox';
import { decodeLog, encodeRecord } from './outbox-log';
import { reportCodec } from './wire';

const lines: Line[] = [];
const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
const log = createLogger({ name: 'outbox', level: 'info', destination });
const open = (dir: string, options: Partial<OutboxOptions> = {}) =>
  Outbox.open({ dir, codec: reportCodec, log, ...options });
const report = (taskId: string, text = 'ok'): AttemptReport => ({
  taskId,
  attempt: 1,
  startedAt: 1_000,
  endedAt: 2_000,
  end: { kind: 'completed', resultJson: JSON.stringify({ text }) },
});
const refOf = ({ taskId, attempt }: AttemptReport) => ({ taskId, attempt });
const fileOf = (dir: string) => join(dir, 'outbox.log');
const onDisk = async (dir: string) =>
  decodeLog(await readFile(fileOf(dir))).records.map(({ kind, key }) => `${kind} ${key}`);
/** The folder as a process killed now would leave it. */
const asKilled = async (dir: string): Promise<string> => {
  const left = await temporaryFolder();
  await rm(left, { recursive: true });
  await cp(dir, left, { recursive: true });
  return left;
};

beforeEach(() => lines.splice(0));
afterAll(removeFolders);
afterAll(() => leakCheck());

test('every kind of report survives a restart with its fence', async () => {
  const dir = await temporaryFolder();
  const first = await open(dir);
  const reports: AttemptReport[] = [
    { ...report('a', 'ünïcode 報告'), attempt: 7 },
    { ...report('b'), end: { kind: 'failed', failure: { code: 'handler_error', message: 'no', retryable: false } } },
    { ...report('c'), end: { kind: 'failed', failure: { code: 'x', message: 'y', retryable: true } } },
    { ...report('d'), end: { kind: 'cancelled' } },
    { ...report('e'), end: { kind: 'handed_back', why: 'shutdown', retryAfterMs: 1_500 } },
  ];
  for (const one of reports) first.add(one);
  await first.close();
  const second = await open(dir);
  expect(second.reports()).toEqual(reports);
  expect(second.refs()).toEqual(reports.map(refOf));
  await second.close();
});

test('while the link is down a report is on disk at once: a kill loses none', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir);
  for (let index = 0; index < 500; index += 1) outbox.add(report(`t${index}`));
  await waitFor(() => outbox.unwritten === 0, { timeoutMs: 3_000 });
  const killed = await open(await asKilled(dir));
  expect(killed.size).toBe(500);
  await killed.close();
  await outbox.close();
});

test('while the link is up, a report acknowledged soon never touches the disk; a late one does', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir, { persistAfterMs: 50 });
  outbox.setUrgent(false);
  outbox.add(report('quick'));
  outbox.acknowledge(refOf(report('quick')));
  outbox.add(report('late'));
  await waitFor(async () => (await onDisk(dir)).length > 0, { timeoutMs: 3_000 });
  expect(await onDisk(dir)).toEqual(['put late#1']);
  await outbox.close();
});

test('the link going down makes what waits in memory urgent', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir, { persistAfterMs: 60_000 });
  outbox.setUrgent(false);
  outbox.add(report('a'));
  expect(outbox.unwritten).toBe(1);
  outbox.setUrgent(true);
  await waitFor(() => outbox.unwritten === 0, { timeoutMs: 3_000 });
  expect(await onDisk(dir)).toEqual(['put a#1']);
  await outbox.close();
});

test('what was acknowledged does not come back after a restart', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir);
  for (const id of ['a', 'b', 'c']) outbox.add(report(id));
  await outbox.flush();
  outbox.acknowledge(refOf(report('b')));
  await outbox.close();
  const again = await open(dir);
  expect(again.refs().map(({ taskId }) => taskId)).toEqual(['a', 'c']);
  for (const ref of again.refs()) again.acknowledge(ref);
  await waitFor(async () => (await stat(fileOf(dir))).size === 0, { timeoutMs: 3_000 });
  await again.close();
  const empty = await open(dir);
  expect(empty.size).toBe(0);
  await empty.close();
});

test('an acknowledgement during the write of its report holds', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir);
  outbox.add(report('a'));
  const flushing = outbox.flush();
  outbox.acknowledge(refOf(report('a')));
  // Closing while the write is under way must wait for it: two writes would share an offset.
  await Promise.all([flushing, outbox.close()]);
  expect(await onDisk(dir)).toEqual([]);
  const again = await open(dir);
  expect(again.size).toBe(0);
  await again.close();
});

test('the file does not grow with what has passed through it', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir);
  outbox.add(report('stays'));
  for (let round = 0; round < 60; round += 1) {
    const passing = report(`p${round}`, 'x'.repeat(100_000));
    outbox.add(passing);
    await outbox.flush();
    outbox.acknowledge(refOf(passing));
  }
  expect((await stat(fileOf(dir))).size).toBeLessThan(1_500_000);
  await outbox.close();
  const again = await open(dir);
  expect(again.refs()).toEqual([refOf(report('stays'))]);
  await again.close();
});

test('a torn tail is skipped and told; the rest is there', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir);
  for (const id of ['a', 'b']) outbox.add(report(id));
  await outbox.close();
  await truncate(fileOf(dir), (await stat(fileOf(dir))).size - 5);
  const again = await open(dir);
  expect(again.refs().map(({ taskId }) => taskId)).toEqual(['a']);
  expect(lines.find(({ msg }) => msg.includes('damaged'))).toMatchObject({
    level: 'warn',
    skippedBytes: expect.any(Number),
  });
  await again.close();
});

test('a frame that is whole and no report is skipped and told', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir);
  outbox.add(report('a'));
  await outbox.close();
  await appendFile(fileOf(dir), encodeRecord({ kind: 'put', key: 'b#1', body: Buffer.from([255, 255, 255]) }));
  const again = await open(dir);
  expect(again.size).toBe(1);
  expect(lines.find(({ msg }) => msg.includes('damaged'))).toMatchObject({ unreadable: 1 });
  await again.close();
});

test('a full disk keeps reports in memory, is told once, and is caught up with when there is room', async () => {
  const dir = await temporaryFolder();
  for (const name of ['outbox.log', 'outbox.log.new']) await symlink('/dev/full', join(dir, name));
  const outbox = await open(dir, { persistAfterMs: 5 });
  for (const id of ['a', 'b', 'c']) outbox.add(report(id));
  await waitFor(() => outbox.diskFailing, { timeoutMs: 3_000 });
  await expect(outbox.flush()).rejects.toMatchObject({ code: 'ENOSPC' });
  expect([outbox.size, outbox.unwritten]).toEqual([3, 3]);
  outbox.acknowledge(refOf(report('b')));
  expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);

  await rm(join(dir, 'outbox.log.new'));
  await waitFor(() => !outbox.diskFailing, { timeoutMs: 3_000 });
  expect(lines.some(({ msg }) => msg === 'the disk takes reports again')).toBe(true);
  const killed = await open(await asKilled(dir));
  expect(killed.refs().map(({ taskId }) => taskId)).toEqual(['a', 'c']);
  await killed.close();
  await outbox.close();
});

test('a disk that failed is tried until it takes something, with nothing left to write too', async () => {
  const dir = await temporaryFolder();
  for (const name of ['outbox.log', 'outbox.log.new']) await symlink('/dev/full', join(dir, name));
  const outbox = await open(dir, { persistAfterMs: 5 });
  outbox.add(report('a'));
  await waitFor(() => outbox.diskFailing, { timeoutMs: 3_000 });
  outbox.acknowledge(refOf(report('a')));
  expect([outbox.size, outbox.diskFailing]).toEqual([0, true]);
  await rm(join(dir, 'outbox.log.new'));
  await waitFor(() => !outbox.diskFailing, { timeoutMs: 3_000 });
  await outbox.close();
  const again = await open(dir);
  expect(again.size).toBe(0);
  await again.close();
});

test('what a full disk refuses to the last is told as lost', async () => {
  const dir = await temporaryFolder();
  for (const name of ['outbox.log', 'outbox.log.new']) await symlink('/dev/full', join(dir, name));
  const outbox = await open(dir);
  outbox.add(report('a'));
  await outbox.close();
  expect(lines.find(({ msg }) => msg.includes('reports lost'))).toMatchObject({ level: 'error', reports: 1 });
});

test('is full by count or by bytes, and takes what already ran all the same', async () => {
  const byCount = await open(await temporaryFolder(), { maxReports: 2 });
  byCount.add(report('a'));
  expect(byCount.full).toBe(false);
  byCount.add(report('b'));
  expect(byCount.full).toBe(true);
  byCount.add(report('c'));
  expect(byCount.size).toBe(3);
  byCount.acknowledge(refOf(report('a')));
  byCount.acknowledge(refOf(report('b')));
  expect(byCount.full).toBe(false);
  await byCount.close();
  const byBytes = await open(await temporaryFolder(), { maxBytes: 1_000 });
  byBytes.add(report('a', 'x'.repeat(2_000)));
  expect(byBytes.full).toBe(true);
  await byBytes.close();
});

test('one folder, one process: the second is told what to do; the folder is free once the first is gone', async () => {
  const dir = await temporaryFolder();
  const first = await open(dir);
  await expect(open(dir)).rejects.toThrow(/in use by another worker process: give each worker its own worker_id/);
  await first.close();
  const second = await open(dir);
  await second.close();
});

test('a folder that cannot be made is told by its key', async () => {
  await expect(open(join(__filename, 'outbox'))).rejects.toThrow(
    /^data_dir \(ENGLOG_DATA_DIR\): .* cannot be made: ENOTDIR/,
  );
});

test('empty resolves when the last is acknowledged, or when its time is up', async () => {
  const outbox = await open(await temporaryFolder());
  outbox.add(report('a'));
  const waiting = outbox.empty(new AbortController().signal);
  outbox.acknowledge(refOf(report('a')));
  expect(await waiting).toBe(true);
  outbox.add(report('b'));
  expect(await outbox.empty(AbortSignal.abort())).toBe(false);
  await outbox.close();
});

test('a crash during compaction leaves the old file or the new one', async () => {
  const dir = await temporaryFolder();
  const outbox = await open(dir);
  outbox.add(report('a'));
  await outbox.close();
  // What a crash before the rename leaves behind.
  await appendFile(join(dir, 'outbox.log.new'), 'half');
  const again = await open(dir);
  expect(again.size).toBe(1);
  await again.close();
  await rename(fileOf(dir), join(dir, 'elsewhere'));
  const fresh = await open(dir);
  expect(fresh.size).toBe(0);
  await fresh.close();
});
