import type { FileHandle } from 'node:fs/promises';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * The outbox's file: frames one after another, each `magic · length · crc32 · kind · key length · key · body`. A frame
 * that does not check is skipped up to the next magic, so that a torn tail or a bad block costs only what it covers.
 */
export type LogRecord = { kind: 'put'; key: string; body: Uint8Array } | { kind: 'removed'; key: string };

const magic = Buffer.from('EObx');
const headBytes = 12;
const maxFrameBytes = 64 * 1024 * 1024;
const kindByte = { put: 1, removed: 2 } as const;

export const encodeRecord = (record: LogRecord): Buffer => {
  const key = Buffer.from(record.key);
  const body = record.kind === 'put' ? record.body : new Uint8Array();
  const frame = Buffer.allocUnsafe(headBytes + 3 + key.length + body.length);
  magic.copy(frame);
  frame.writeUInt8(kindByte[record.kind], headBytes);
  frame.writeUInt16LE(key.length, headBytes + 1);
  key.copy(frame, headBytes + 3);
  frame.set(body, headBytes + 3 + key.length);
  const content = frame.subarray(headBytes);
  frame.writeUInt32LE(content.length, 4);
  frame.writeUInt32LE(crc32(content), 8);
  return frame;
};

const decodeContent = (content: Buffer): LogRecord | null => {
  const keyEnd = 3 + content.readUInt16LE(1);
  if (keyEnd > content.length) return null;
  const key = content.toString('utf8', 3, keyEnd);
  if (content[0] === kindByte.put) return { kind: 'put', key, body: content.subarray(keyEnd) };
  return content[0] === kindByte.removed ? { kind: 'removed', key } : null;
};

const frameAt = (bytes: Buffer, at: number): { record: LogRecord; end: number } | null => {
  if (at + headBytes + 3 > bytes.length || !bytes.subarray(at, at + 4).equals(magic)) return null;
  const length = bytes.readUInt32LE(at + 4);
  const end = at + headBytes + length;
  if (length < 3 || length > maxFrameBytes || end > bytes.length) return null;
  const content = bytes.subarray(at + headBytes, end);
  if (crc32(content) !== bytes.readUInt32LE(at + 8)) return null;
  const record = decodeContent(content);
  return record && { record, end };
};

export interface DecodedLog {
  records: LogRecord[];
  /** Bytes that belong to no good frame. */
  skippedBytes: number;
}

export const decodeLog = (bytes: Buffer): DecodedLog => {
  const records: LogRecord[] = [];
  let skippedBytes = 0;
  let at = 0;
  while (at < bytes.length) {
    const frame = frameAt(bytes, at);
    if (frame) {
      records.push(frame.record);
      at = frame.end;
      continue;
    }
    const nextMagic = bytes.indexOf(magic, at + 1);
    const resume = nextMagic === -1 ? bytes.length : nextMagic;
    skippedBytes += resume - at;
    at = resume;
  }
  return { records, skippedBytes };
};

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** One writer at a time is its caller's concern. After a failed write, the next one overwrites what is torn. */
export class OutboxLog {
  readonly #path: string;
  #file: FileHandle;
  #end: number;

  private constructor(path: string, file: FileHandle, end: number) {
    this.#path = path;
    this.#file = file;
    this.#end = end;
  }

  /** Opens it, making it if need be. Appends go after what it holds. */
  static async open(path: string): Promise<{ log: OutboxLog; held: DecodedLog }> {
    const file = await open(path, 'a')
      .then((handle) => handle.close())
      .then(() => open(path, 'r+'));
    const bytes = (await file.stat()).isFile() ? await readFile(path) : Buffer.alloc(0);
    return { log: new OutboxLog(path, file, bytes.length), held: decodeLog(bytes) };
  }

  get bytes(): number {
    return this.#end;
  }

  /** Resolves when the records are on the disk itself. */
  async append(records: LogRecord[], { sync }: { sync: boolean }): Promise<void> {
    const bytes = Buffer.concat(records.map(encodeRecord));
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, this.#end + written);
      written += bytesWritten;
    }
    if (sync) await this.#file.datasync();
    this.#end += bytes.length;
  }

  async clear(): Promise<void> {
    await this.#file.truncate(0);
    this.#end = 0;
  }

  /** Replaces the whole file, by a rename: a crash leaves the old one or the new one. */
  async rewrite(records: LogRecord[]): Promise<void> {
    const fresh = `${this.#path}.new`;
    const bytes = Buffer.concat(records.map(encodeRecord));
    const file = await open(fresh, 'w+');
    try {
      await file.writeFile(bytes);
      await file.sync();
      await rename(fresh, this.#path);
    } catch (error) {
      await file.close();
      throw error;
    }
    await syncFolder(this.#path);
    const old = this.#file;
    this.#file = file;
    this.#end = bytes.length;
    await old.close();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
