import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface SmtpServer {
  port: number;
  /** Messages taken, headers and all. */
  messages: string[];
  /** What it was told, but for the messages. */
  commands: string[];
  stop(): Promise<void>;
}

/** Speaks enough SMTP, without STARTTLS, to take a message, or to answer RCPT and the message as told; null: it hangs up on it. */
export const startSmtpServer = async (
  answerToRecipient = '250 ok',
  answerToMessage: string | null = '250 taken',
): Promise<SmtpServer> => {
  const messages: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let [buffer, inData] = ['', false];
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const answers: Record<string, string> = {
      EHLO: '250-test\r\n250 AUTH PLAIN',
      AUTH: '235 ok',
      STAR: '502 what?',
      DATA: '354 go on',
      RCPT: answerToRecipient,
    };
    const command = (line: string): void => {
      commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') inData = true;
      if (verb === 'QUIT') socket.end('221 bye\r\n');
      else say(answers[verb] ?? '250 ok');
    };
    const read = (): void => {
      const end = inData ? buffer.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n');
      if (end < 0) return;
      const part = buffer.slice(0, end);
      buffer = buffer.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        messages.push(part);
        if (answerToMessage === null) socket.destroy();
        else say(answerToMessage);
      } else command(part);
      read();
    };
    socket.on('data', (chunk) => {
      buffer += chunk.toString('utf8');
      read();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    say('220 test ESMTP');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    commands,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
