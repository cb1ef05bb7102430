import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolders, temporaryFolder } from '../testing/rig';
import { decodeLog, encodeRecord, OutboxLog } from './outbox-log';
import type { LogRecord } from './outbox-log';

const put = (key: string, body: string): LogRecord => ({ kind: 'put', key, body: Buffer.from(body) });
const keysIn = (bytes: Buffer) => decodeLog(bytes).records.map(({ kind, key }) => `${kind} ${key}`);
const three = [put('a#1', 'first'), put('b#1', 'second'), put('c#1', 'third')];
const bytesOf = (records: LogRecord[]) => Buffer.concat(records.map(encodeRecord));

afterAll(removeFolders);

test('what is written is read: keys of any script, empty and large bodies, removals', () => {
  const records: LogRecord[] = [
    put('ключ#1', ''),
    { kind: 'removed', key: 'b#2' },
    { kind: 'put', key: 'c#3', body: Buffer.alloc(300_000, 7) },
  ];
  const { records: read, skippedBytes } = decodeLog(bytesOf(records));
  expect(read).toEqual(
    records.map((record) => (record.kind === 'put' ? { ...record, body: Buffer.from(record.body) } : record)),
  );
  expect(skippedBytes).toBe(0);
});

test.each(Array.from({ length: encodeRecord(three[2]!).length }, (_, cut) => cut))(
  'a tail torn %i bytes into the last frame costs that frame alone',
  (cut) => {
    const whole = bytesOf(three);
    const lastAt = bytesOf(three.slice(0, 2)).length;
    const { records, skippedBytes } = decodeLog(whole.subarray(0, lastAt + cut));
    expect(records.map(({ key }) => key)).toEqual(['a#1', 'b#1']);
    expect(skippedBytes).toBe(cut);
  },
);

test.each(Array.from({ length: encodeRecord(three[1]!).length }, (_, at) => at))(
  'a flipped byte %i of the middle frame costs that frame alone',
  (at) => {
    const bytes = bytesOf(three);
    const position = encodeRecord(three[0]!).length + at;
    bytes.writeUInt8(bytes.readUInt8(position) ^ 0xff, position);
    expect(keysIn(bytes)).toEqual(['put a#1', 'put c#1']);
  },
);

test('a file of garbage holds nothing and harms nothing', () => {
  const garbage = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 256));
  expect(decodeLog(garbage)).toEqual({ records: [], skippedBytes: 5_000 });
});

test('appends go after what is there, a rewrite replaces it, clear empties it', async () => {
  const path = join(await temporaryFolder(), 'outbox.log');
  await writeFile(path, bytesOf(three.slice(0, 1)));
  const { log, held } = await OutboxLog.open(path);
  expect(held.records.map(({ key }) => key)).toEqual(['a#1']);
  await log.append(three.slice(1), { sync: true });
  expect(keysIn(await readFile(path))).toEqual(['put a#1', 'put b#1', 'put c#1']);
  await log.rewrite(three.slice(2));
  await log.append([{ kind: 'removed', key: 'c#1' }], { sync: false });
  expect(keysIn(await readFile(path))).toEqual(['put c#1', 'removed c#1']);
  expect(log.bytes).toBe((await stat(path)).size);
  await log.clear();
  await log.append(three.slice(0, 1), { sync: true });
  expect(keysIn(await readFile(path))).toEqual(['put a#1']);
  await log.close();
});

test('opened on a torn file, the next append is readable past the tear', async () => {
  const path = join(await temporaryFolder(), 'outbox.log');
  await writeFile(path, bytesOf(three));
  await truncate(path, bytesOf(three).length - 3);
  await appendFile(path, '');
  const { log } = await OutboxLog.open(path);
  await log.append([put('d#1', 'after')], { sync: true });
  await log.close();
  expect(keysIn(await readFile(path))).toEqual(['put a#1', 'put b#1', 'put d#1']);
});
