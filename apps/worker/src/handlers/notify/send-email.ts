import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { NotificationPayload } from '@englog/domain';
import ipaddr from 'ipaddr.js';
import { createTransport } from 'nodemailer';
import { DeliveryUnknown } from './delivery-unknown';
import { emailBody } from './email-templates';

export interface SmtpOptions {
  /** Empty: no email is sent. */
  host: string;
  port: number;
  /** TLS from the start; else by STARTTLS, which credentials need unless the host is loopback. */
  secure: boolean;
  user: string;
  password: string;
  from: string;
  timeout: number;
}

export interface SentEmail {
  messageId: string;
  accepted: string[];
  rejected: string[];
}

/** The same for every try of one notification, so that mail servers and programs see one message. */
export const messageIdOf = (key: string, from: string): string => {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
};

const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback');

type Transport = ReturnType<typeof createTransport>;

/**
 * Watches the message on its way to the server, which is not done with it before its end: what has not been read to its
 * end was certainly not taken. An abort keeps it from ever ending, or comes too late.
 */
const watchHandOver = (transport: Transport, signal: AbortSignal) => {
  let message: Readable | null = null;
  let isHandedOver = false;
  const cut = (): void => void (isHandedOver || message?.destroy(new Error('aborted before it was sent')));
  transport.use('stream', (mail, done) => {
    const create = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (options) => {
      message = create(options);
      message.once('end', () => (isHandedOver = true));
      message.on('error', () => undefined);
      if (signal.aborted) cut();
      return message;
    };
    done();
  });
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => {
      cut();
      if (!isHandedOver) reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stop = (): void => signal.removeEventListener('abort', onAbort);
  });
  return { aborted, isHandedOver: () => isHandedOver, stop };
};

/**
 * Sends one message over a connection of its own.
 * @throws DeliveryUnknown when the server had all of it and did not answer; anything else says it was not taken
 */
export const sendEmail = async (
  smtp: SmtpOptions,
  email: Extract<NotificationPayload, { channel: 'email' }>,
  { key, signal }: { key: string; signal: AbortSignal },
): Promise<SentEmail> => {
  signal.throwIfAborted();
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    // Without it a server, or who stands between, has only to offer no STARTTLS to be told the password in clear text.
    requireTLS: smtp.user !== '' && !isLoopback(smtp.host),
    ...(smtp.user ? { auth: { user: smtp.user, pass: smtp.password } } : {}),
    connectionTimeout: smtp.timeout,
    greetingTimeout: smtp.timeout,
    socketTimeout: smtp.timeout,
    // Nothing of a payload may make the mailer read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const watch = watchHandOver(transport, signal);
  try {
    const sending = transport.sendMail({
      from: smtp.from,
      to: email.to,
      subject: email.subject,
      messageId: messageIdOf(key, smtp.from),
      ...emailBody(email),
    });
    const info = await Promise.race([sending, watch.aborted]);
    return { messageId: info.messageId, accepted: info.accepted.map(String), rejected: info.rejected.map(String) };
  } catch (error) {
    const isAnswered = (error as { responseCode?: number }).responseCode !== undefined;
    throw watch.isHandedOver() && !isAnswered ? new DeliveryUnknown(error) : error;
  } finally {
    watch.stop();
    transport.close();
  }
};
