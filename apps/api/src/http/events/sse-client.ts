/** One event as a client reads it off the wire. */
export interface ReadEvent {
  id: string | undefined;
  event: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a JSON document that a test looks into
  data: any;
}

const parse = (block: string): ReadEvent | null => {
  const fields = new Map(
    block.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf(': ');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 2)]] : [];
    }),
  );
  const data = fields.get('data');
  return data === undefined
    ? null
    : { id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) };
};

/** A text/event-stream read as its standard says, by nothing of ours, for tests. `raw` is all that came. */
export const readSse = (response: Response) => {
  const events: ReadEvent[] = [];
  const read = { events, raw: '', ended: false, done: Promise.resolve() };
  const pump = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of response.body ?? []) {
        const text = decoder.decode(chunk as Uint8Array, { stream: true });
        read.raw += text;
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const event = parse(block);
          if (event !== null) events.push(event);
        }
      }
    } catch {
      // Cut, or aborted by the test: `ended` says that nothing more comes.
    }
    read.ended = true;
  };
  read.done = pump();
  return read;
};
