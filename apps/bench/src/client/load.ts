import { setTimeout as delay } from 'node:timers/promises';
import { nowUs } from '../machine/clock';
import { encodeRequest, HttpConnection, type HttpAnswer } from './http-connection';
import type { Ledger } from './ledger';
import type { Order, Sent } from './orders';

type Flood = Extract<Order, { kind: 'flood' }>;
type Pace = Extract<Order, { kind: 'pace' }>;

/** As fast as the answers come. */
export async function flood(
  { baseUrl, connections, count, request, forget = false }: Flood,
  ledger: Ledger,
): Promise<Sent> {
  const encoded = encodeRequest(new URL(baseUrl).host, request);
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(baseUrl)));
  let left = count;
  let accepted = 0;
  const startedBefore = ledger.started;
  const firstSentUs = nowUs();
  const sendAll = async (connection: HttpConnection) => {
    while (left-- > 0) {
      const created = await sendOne(connection, encoded, forget ? undefined : ledger);
      accepted += created;
    }
  };
  await Promise.all(open.map(sendAll)).finally(() => open.forEach((connection) => connection.close()));
  return { firstSentUs, lastAcceptedUs: nowUs(), accepted, startedMeanwhile: ledger.started - startedBefore };
}

/** One each 1/perSecond, on time by the clock: a slow answer delays no later request. */
export async function pace({ baseUrl, perSecond, count, request }: Pace, ledger: Ledger): Promise<Sent> {
  const encoded = encodeRequest(new URL(baseUrl).host, request);
  const idle = await Promise.all(Array.from({ length: 8 }, () => HttpConnection.open(baseUrl)));
  const opened = [...idle];
  const before = { accepted: ledger.accepted, started: ledger.started };
  const inFlight = new Set<Promise<void>>();
  const firstSentUs = nowUs();
  const sendOn = async () => {
    let connection = idle.pop();
    if (!connection) opened.push((connection = await HttpConnection.open(baseUrl)));
    await sendOne(connection, encoded, ledger);
    idle.push(connection);
  };
  try {
    for (let n = 0; n < count; n++) {
      const waitMs = (firstSentUs + (n * 1e6) / perSecond - nowUs()) / 1_000;
      if (waitMs > 0) await delay(waitMs);
      const sending: Promise<void> = sendOn().finally(() => inFlight.delete(sending));
      inFlight.add(sending);
    }
    await Promise.all(inFlight);
  } finally {
    opened.forEach((connection) => connection.close());
  }
  return {
    firstSentUs,
    lastAcceptedUs: nowUs(),
    accepted: ledger.accepted - before.accepted,
    startedMeanwhile: ledger.started - before.started,
  };
}

const taskIds = /"task_id":"([^"]+)"/g;

/** Answers how many tasks were accepted. */
async function sendOne(connection: HttpConnection, encoded: string, ledger: Ledger | undefined): Promise<number> {
  const sentUs = nowUs();
  const answer = await connection.send(encoded);
  if (answer.status !== 202) throw new Error(`POST was answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  const ids = idsIn(answer);
  for (const id of ids) ledger?.accept(id, sentUs);
  return ids.length;
}

function idsIn({ body }: HttpAnswer): string[] {
  const ids = Array.from(body.matchAll(taskIds), ([, id]) => id!);
  if (ids.length === 0) throw new Error(`no task_id in ${body.slice(0, 300)}`);
  return ids;
}
