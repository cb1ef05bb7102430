// grpc-logs.mjs <file>: follows the API's log and prints one line an RPC: time, method, peer, status, milliseconds.
// Goes on when the file is emptied or made anew.
import { open, stat } from 'node:fs/promises';

const file = process.argv[2];
const pollMs = 200;

const toLine = (text) => {
  try {
    // Nx may put its own words before the record.
    const record = JSON.parse(text.slice(text.indexOf('{')));
    if (typeof record.rpc !== 'string') return null;
    const time = new Date(record.time ?? Date.now()).toISOString().slice(11, 23);
    return `${time}  ${record.rpc.padEnd(20)} ${String(record.peer ?? '-').padEnd(24)} ${String(record.code ?? '-').padEnd(18)} ${record.ms ?? '-'} ms`;
  } catch {
    return null;
  }
};

let position = 0;
let rest = '';
for (;;) {
  const size = (await stat(file).catch(() => null))?.size ?? 0;
  if (size < position) position = 0;
  if (size > position) {
    const handle = await open(file);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(Math.min(size - position, 1 << 20)),
      position,
    });
    await handle.close();
    position += bytesRead;
    const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.map(toLine)) if (line !== null) console.log(line);
  } else await new Promise((resolve) => setTimeout(resolve, pollMs));
}
