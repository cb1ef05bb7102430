import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@englog/domain';
import { freePort } from '@englog/testing';
import { AttemptError } from './handler';
import type { NotificationClaim } from './handler';
import { createNotificationHandler } from './notification';
import type { NotificationDependencies } from './notification';
import { signBody } from './notify/post-webhook';
import { contextOf } from './testing/context';
import type { ContextData } from './testing/context';
import { startSmtpServer } from './testing/smtp-server';

const smtp = {
  host: '',
  port: 25,
  secure: false,
  user: '',
  password: '',
  from: 'EngLog <log@example.com>',
  timeout: 2_000,
};
const webhook = { secret: 'shh', allow_private: true, timeout: 2_000 };

const handle = (
  payload: JsonObject,
  options: Partial<NotificationDependencies> = {},
  data: Partial<ContextData> = {},
) => {
  const context = contextOf({ type: 'notification', payload, ...data });
  return { context, result: createNotificationHandler({ smtp, webhook, ...options })(context) };
};
const failureOf = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AttemptError) return error.failure;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('email', () => {
  const email = { channel: 'email', to: 'ada@example.com', subject: 'Wöchentlich' };

  it('is sent as text and HTML, with one Message-ID a key', async () => {
    const server = await startSmtpServer();
    try {
      const at = { smtp: { ...smtp, host: '127.0.0.1', port: server.port } };
      const payload = {
        ...email,
        key: 'k1',
        template: { name: 'report_ready', values: { body: '<b>34 hours</b>', url: 'https://example.com/r/1' } },
      };
      const first = await handle(payload, at).result;
      const second = await handle(payload, at).result;
      expect(first).toMatchObject({ channel: 'email', key: 'k1', accepted: ['ada@example.com'], rejected: [] });
      expect(second['message_id']).toBe(first['message_id']);
      const [message] = server.messages;
      expect(message).toContain('text/plain');
      expect(message).toContain('text/html');
      expect(message).toContain('Your report is ready');
      expect(message).toContain('&lt;b&gt;34 hours&lt;/b&gt;');
      expect(message).toMatch(/^From: EngLog <log@example\.com>/m);
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['550 no such user', { code: 'email_refused', retryable: false }],
    ['451 come back later', { code: 'email_failed', retryable: true }],
  ])('refused with %s', async (answer, failure) => {
    const server = await startSmtpServer(answer);
    try {
      const { result } = handle(
        { ...email, text: 'hello' },
        { smtp: { ...smtp, host: '127.0.0.1', port: server.port } },
      );
      expect(await failureOf(result)).toMatchObject(failure);
    } finally {
      await server.stop();
    }
  });

  it('may be tried again when the server is away, and not when there is none', async () => {
    const port = await freePort();
    const away = handle({ ...email, text: 'hello' }, { smtp: { ...smtp, host: '127.0.0.1', port } });
    expect(await failureOf(away.result)).toMatchObject({ code: 'email_failed', retryable: true });
    expect(await failureOf(handle({ ...email, text: 'hello' }).result)).toMatchObject({
      code: 'email_not_configured',
      retryable: false,
    });
  });
});

describe('webhook', () => {
  let server: Server;
  let answers: number[];
  let calls: { headers: IncomingHttpHeaders; body: string }[];
  beforeEach(async () => {
    [answers, calls] = [[], []];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        calls.push({ headers: request.headers, body });
        const status = answers.shift() ?? 204;
        response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1/elsewhere' } : {}).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const urlOf = () => `http://localhost:${(server.address() as AddressInfo).port}/hook`;
  const payload = () => ({ channel: 'webhook', url: urlOf(), body: { text: 'häl' }, key: 'k1' });

  it('is posted with a signature its receiver can verify', async () => {
    expect(await handle(payload()).result).toMatchObject({ status: 204, tries: 1, key: 'k1' });
    const [call] = calls;
    expect(JSON.parse(call?.body ?? '')).toEqual({ text: 'häl', notification_key: 'k1' });
    expect(call?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'k1',
      host: new URL(urlOf()).host,
    });
    const signature = String(call?.headers['x-englog-signature']);
    expect(signature).toBe(signBody('shh', call?.body ?? '', Number(/t=(\d+)/.exec(signature)?.[1])));
    expect(signature).not.toBe(signBody('other', call?.body ?? '', Number(/t=(\d+)/.exec(signature)?.[1])));
  });

  it('is tried again after a passing failure, under the same key', async () => {
    answers = [503, 429];
    expect(await handle(payload()).result).toMatchObject({ status: 204, tries: 3 });
    expect(new Set(calls.map((call) => call.headers['idempotency-key']))).toEqual(new Set(['k1']));
  });

  it.each([
    [404, 1],
    [302, 1],
  ])('answered with %i is refused for good, at once', async (status, tries) => {
    answers = [status, status, status];
    expect(await failureOf(handle(payload()).result)).toMatchObject({ code: 'webhook_refused', retryable: false });
    expect(calls).toHaveLength(tries);
  });

  it('reaches no private address unless that is allowed', async () => {
    const closed = { webhook: { ...webhook, allow_private: false } };
    for (const url of [
      urlOf(),
      'http://169.254.169.254/latest/meta-data',
      'http://[::ffff:10.0.0.1]/',
      'http://2130706433/',
    ])
      expect(await failureOf(handle({ ...payload(), url }, closed).result)).toMatchObject({
        code: 'webhook_address_refused',
        retryable: false,
      });
    expect(calls).toEqual([]);
  });
});

describe('alerts', () => {
  const userIds = Array.from({ length: 1_000 }, (_, index) => `u${index}`);

  it('go to each user once, in batches, under the key', async () => {
    const { context, result } = handle({ channel: 'in_app', user_ids: userIds, title: 't', body: 'b' });
    expect(await result).toMatchObject({ channel: 'in_app', key: 'task-1', delivered: 1_000, skipped: 0 });
    expect(context.alerts.map((alert) => alert.userIds.length)).toEqual([500, 500]);
    expect(context.alerts.flatMap((alert) => alert.userIds)).toEqual(userIds);
    expect(new Set(context.alerts.map((alert) => alert.key))).toEqual(new Set(['task-1']));
  });

  it('go to everyone page by page', async () => {
    const cursors: (string | undefined)[] = [];
    const deliverAlerts: ContextData['deliverAlerts'] = async ({ cursor }) => {
      cursors.push(cursor);
      return { delivered: 10, skipped: 1, nextCursor: cursors.length < 3 ? `page ${cursors.length}` : '' };
    };
    const { result } = handle(
      { channel: 'announcement', title: 't', body: 'b', everyone: true },
      {},
      { deliverAlerts },
    );
    expect(await result).toMatchObject({ delivered: 30, skipped: 3 });
    expect(cursors).toEqual(['', 'page 1', 'page 2']);
  });
});

describe('of one key', () => {
  const holder = { taskId: 'task-0', attempt: 1 };
  const email = { channel: 'email', to: 'ada@example.com', subject: 'Weekly', text: 'Hello', key: 'k1' };
  const hook = (url: string) => ({ channel: 'webhook', url, body: {}, key: 'k1' });
  const held = (claim: NotificationClaim): Partial<ContextData> => ({ claimNotification: async () => claim });
  const nowhere = { ...smtp, host: '127.0.0.1', port: 9 };

  it('nothing is sent by a task that comes second, and its result names the first', async () => {
    const duplicate = { suppressed: 'duplicate of task-0', duplicate_of: 'task-0', key: 'k1' };
    for (const payload of [email, hook('http://127.0.0.1:9/')]) {
      const { context, result } = handle(payload, { smtp: nowhere }, held({ state: 'sent', holder }));
      expect(await result).toMatchObject(duplicate);
      expect(context.settled).toEqual([]);
    }
  });

  it('a task whose earlier attempt has sent it is done', async () => {
    const own = { taskId: 'task-1', attempt: 1 };
    const { result } = handle(email, { smtp: nowhere }, held({ state: 'sent', holder: own }));
    expect(await result).toMatchObject({ sent_in_attempt: 1 });
  });

  it('one that another task is sending is looked at again, unspent', async () => {
    const { result } = handle(email, { smtp: nowhere }, held({ state: 'sending', holder }));
    await expect(result).rejects.toMatchObject({ handBackMs: 2_000, failure: { code: 'key_in_use' } });
  });

  it.each([
    ['task-0', /^task task-0, which has this key, may have sent it: delivery unknown/],
    ['task-1', /^attempt 1 may have sent it: delivery unknown; .*resend_if_unknown: true$/],
  ])('one that %s may have sent is not sent again', async (taskId, message) => {
    const claim: NotificationClaim = { state: 'unknown', holder: { taskId, attempt: 1 } };
    const { context, result } = handle(email, { smtp: nowhere }, held(claim));
    expect(await failureOf(result)).toMatchObject({
      code: 'delivery_unknown',
      message: expect.stringMatching(message),
      retryable: false,
    });
    expect(context.settled).toEqual([]);
  });

  it('what was taken is settled as sent, what was refused frees the key', async () => {
    for (const [answers, settled] of [
      [['250 ok', '250 taken'], [true]],
      [['550 no such user'], [false]],
      [['250 ok', '451 greylisted'], [false]],
      [['250 ok', '554 spam'], [false]],
      [['250 ok', null], []],
    ] as [[string, string | null], boolean[]][]) {
      const server = await startSmtpServer(...answers);
      try {
        const { context, result } = handle(email, { smtp: { ...nowhere, port: server.port } });
        await result.catch(() => undefined);
        expect(context.settled).toEqual(settled);
      } finally {
        await server.stop();
      }
    }
    const away = handle(email, { smtp: { ...nowhere, port: await freePort() } });
    await expect(away.result).rejects.toThrow();
    expect(away.context.settled).toEqual([false]);
  });

  it('an email whose server hung up on the whole message is not sent again, unless that is asked for', async () => {
    const server = await startSmtpServer('250 ok', null);
    try {
      const at = { smtp: { ...nowhere, port: server.port } };
      expect(await failureOf(handle(email, at).result)).toMatchObject({ code: 'delivery_unknown', retryable: false });
      const { context, result } = handle({ ...email, resend_if_unknown: true }, at);
      expect(await failureOf(result)).toMatchObject({ code: 'delivery_unknown', retryable: true });
      expect(context.settled).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it.each([
    [false, 1],
    [true, 3],
  ])('a webhook whose receiver never answers, resend_if_unknown: %s, is posted %i times', async (resend, times) => {
    let posts = 0;
    const server = createServer((request) => {
      posts += 1;
      request.on('end', () => request.socket.destroy()).resume();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const { context, result } = handle({ ...hook(url), resend_if_unknown: resend });
      expect(await failureOf(result)).toMatchObject({ code: 'delivery_unknown', retryable: resend });
      expect([posts, context.settled]).toEqual([times, []]);
    } finally {
      server.close();
      await once(server, 'close');
    }
  });

  it('an answer that breaks off after its status is an answer', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-length': '10' }).write('half');
        setImmediate(() => response.destroy());
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { context, result } = handle(hook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
      expect(await result).toMatchObject({ status: 200, tries: 1 });
      expect(context.settled).toEqual([true]);
    } finally {
      server.close();
      await once(server, 'close');
    }
  });

  it('an abort before it is handed over sends nothing and frees the key', async () => {
    const controller = new AbortController();
    const messages: unknown[] = [];
    const listening = createNetServer((socket) => {
      // A server that keeps silent until the attempt is told to stop.
      controller.abort(new Error('shutdown'));
      socket.on('data', (chunk) => messages.push(chunk)).on('error', () => socket.destroy());
      socket.end();
    });
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    try {
      const at = { smtp: { ...nowhere, port: (listening.address() as AddressInfo).port } };
      const { context, result } = handle(email, at, { signal: controller.signal });
      await expect(result).rejects.toThrow('shutdown');
      expect([messages, context.settled]).toEqual([[], [false]]);
    } finally {
      listening.close();
      await once(listening, 'close');
    }
  });
});

test('a payload that is none fails for good, naming the field', async () => {
  expect(await failureOf(handle({ channel: 'pigeon' }).result)).toMatchObject({
    code: 'invalid_payload',
    retryable: false,
    message: expect.stringMatching(/^channel/),
  });
});

describe('the preferences of the user', () => {
  const email = { channel: 'email', to: 'ada@example.com', subject: 'Weekly', text: 'Hello' };
  const check = (retryAfterMs: number, reason: string): Partial<ContextData> => ({
    checkDelivery: async () => ({ deliver: false, retryAfterMs, reason }),
  });

  it('put an email off until quiet hours end, without spending an attempt', async () => {
    const server = await startSmtpServer();
    try {
      const at = { smtp: { ...smtp, host: '127.0.0.1', port: server.port } };
      const { result } = handle(email, at, check(7_200_000, 'quiet_hours'));
      await expect(result).rejects.toMatchObject({
        handBackMs: 7_200_000,
        failure: { code: 'quiet_hours', message: 'held back by quiet hours for 120 minutes' },
      });
      expect(server.messages).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('do not stop an urgent one that the API lets go', async () => {
    const server = await startSmtpServer();
    try {
      const at = { smtp: { ...smtp, host: '127.0.0.1', port: server.port } };
      expect(await handle({ ...email, urgent: true }, at).result).toMatchObject({ accepted: ['ada@example.com'] });
      expect(server.messages).toHaveLength(1);
    } finally {
      await server.stop();
    }
  });

  it('suppress a webhook, and the result says why', async () => {
    const hook = { channel: 'webhook', url: 'http://127.0.0.1:9/hook', body: {} };
    const { result } = handle(hook, {}, check(0, 'channel_disabled'));
    expect(await result).toMatchObject({ channel: 'webhook', suppressed: 'channel_disabled' });
  });
});
