import type { IncomingMessage } from 'node:http';
import type { HttpClient } from './http-client';

/** One server-sent event, as the EventSource standard reads it. */
export interface SentEvent {
  /** The last event id as of this event. */
  id: string;
  event: string;
  data: Record<string, unknown>;
}

export interface EventsOptions {
  lastEventId?: string;
  /** Stops reading, and lets go of the connection, after this event. */
  until?: (event: SentEvent) => boolean;
  timeoutMs?: number;
}

/** Reads a stream of events to its end, or as far as `until`. Each comes to `onEvent` as it arrives. */
export async function readEvents(
  client: HttpClient,
  path: string,
  options: EventsOptions = {},
  onEvent: (event: SentEvent) => void = () => undefined,
): Promise<SentEvent[]> {
  const { lastEventId, until = () => false, timeoutMs = 20_000 } = options;
  const headers = { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
  const response = await client.open({ path, headers, timeoutMs });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`events: HTTP ${response.statusCode}`);
  }
  const events: SentEvent[] = [];
  for await (const event of framesOf(response, lastEventId ?? '')) {
    events.push(event);
    onEvent(event);
    if (until(event)) break;
  }
  response.destroy();
  return events;
}

async function* framesOf(response: IncomingMessage, firstId: string): AsyncGenerator<SentEvent> {
  let text = '';
  let id = firstId;
  for await (const piece of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += piece;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = fieldsOf(text.slice(0, end));
      text = text.slice(end + 2);
      id = fields.get('id') ?? id;
      const data = fields.get('data');
      if (data === undefined) continue;
      yield { id, event: fields.get('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> };
    }
  }
}

const fieldsOf = (frame: string): Map<string, string> =>
  new Map(
    frame
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
      }),
  );
