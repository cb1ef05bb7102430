import { startSmtpServer } from '../testing/smtp-server';
import type { SmtpServer } from '../testing/smtp-server';
import { sendEmail } from './send-email';

const email = { channel: 'email', to: 'ada@example.com', subject: 'Weekly', text: 'Hello' } as const;
const smtp = { secure: false, user: 'ann', password: 'secret', from: 'log@example.com', timeout: 2_000 };

describe('credentials and a server without STARTTLS', () => {
  let server: SmtpServer;
  beforeEach(async () => {
    server = await startSmtpServer();
  });
  afterEach(() => server.stop());

  const send = (over: { host: string; user?: string }) =>
    sendEmail({ ...smtp, port: server.port, ...over }, email, { key: 'k', signal: new AbortController().signal });
  const verbs = () => server.commands.map((line) => line.split(' ')[0]);

  // 0.0.0.0 leads to the same server, and is not in 127.0.0.0/8.
  it('are not sent, nor is the message', async () => {
    await expect(send({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'ETLS', responseCode: 502 });
    expect(verbs()).not.toContain('AUTH');
    expect(server.messages).toEqual([]);
  });

  it.each(['127.0.0.1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST'])(
    'are sent within the host, to %s',
    async (host) => {
      await send({ host });
      expect(verbs()).toContain('AUTH');
      expect(server.messages).toHaveLength(1);
    },
  );

  it('a message without credentials goes as before', async () => {
    await send({ host: '0.0.0.0', user: '' });
    expect(verbs()).not.toContain('AUTH');
    expect(server.messages).toHaveLength(1);
  });
});
