/** What one message of entries holds at most: far under what any gRPC client takes by default, 4 MiB. An entry is under 50 KB. */
const maxBytes = 1024 * 1024;

/** JSON arrays that hold the items in their order, each as many as fit. */
export function* entryArrays(items: readonly object[]): Generator<string, void, undefined> {
  let texts: string[] = [];
  let bytes = 0;
  for (const item of items) {
    const text = JSON.stringify(item);
    const size = Buffer.byteLength(text) + ','.length;
    if (texts.length > 0 && '['.length + bytes + size > maxBytes) {
      yield `[${texts.join(',')}]`;
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield `[${texts.join(',')}]`;
}
