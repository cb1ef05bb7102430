import { createHash } from 'node:crypto';
import type { NotificationPayload } from '@englog/domain';
import { createTransport } from 'nodemailer';
import { emailBody } from './email-templates';

export interface SmtpOptions {
  /** Empty: no email is sent. */
  host: string;
  port: number;
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

/** Sends one message over a connection of its own. */
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
    ...(smtp.user ? { auth: { user: smtp.user, pass: smtp.password } } : {}),
    connectionTimeout: smtp.timeout,
    greetingTimeout: smtp.timeout,
    socketTimeout: smtp.timeout,
    // Nothing of a payload may make the mailer read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const onAbort = (): void => transport.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const info = await transport.sendMail({
      from: smtp.from,
      to: email.to,
      subject: email.subject,
      messageId: messageIdOf(key, smtp.from),
      ...emailBody(email),
    });
    return { messageId: info.messageId, accepted: info.accepted.map(String), rejected: info.rejected.map(String) };
  } finally {
    signal.removeEventListener('abort', onAbort);
    transport.close();
  }
};
