import { notificationPayload } from '@englog/domain';
import type { JsonObject, NotificationPayload } from '@englog/domain';
import { createPolicy } from '@englog/resilience';
import type { Policy } from '@englog/resilience';
import { AttemptError } from './handler';
import type { Handler, HandlerContext } from './handler';
import { postWebhook, WebhookRefused } from './notify/post-webhook';
import type { WebhookOptions } from './notify/post-webhook';
import { UnsafeAddress } from './notify/safe-address';
import { sendEmail } from './notify/send-email';
import type { SmtpOptions } from './notify/send-email';
import { parsePayload } from './parse-payload';

export interface NotificationDependencies {
  smtp: SmtpOptions;
  webhook: WebhookOptions;
}

type On<C extends NotificationPayload['channel']> = Extract<NotificationPayload, { channel: C }>;
/** Alerts are put on feeds so many users at a time. */
const usersACall = 500;
/** A webhook's receiver is given a few quick tries; longer troubles are the task's own attempts. */
const webhookTries = {
  retry_initial_interval: 500,
  retry_max_interval: 5_000,
  retry_multiplier: 3,
  retry_max_attempts: 3,
};

/** Worth another try: 429, 408, 5xx and everything the network does; not what the receiver or we refuse. */
const isTemporary = (error: unknown): boolean => {
  if (error instanceof UnsafeAddress) return false;
  return !(error instanceof WebhookRefused) || error.status === 408 || error.status === 429 || error.status >= 500;
};

const failed = (code: string, error: unknown, retryable: boolean): AttemptError => {
  const message = error instanceof Error ? error.message : String(error);
  return new AttemptError({ code, message, retryable }, { cause: error });
};

const overEmail = async (
  message: On<'email'>,
  key: string,
  context: HandlerContext,
  smtp: SmtpOptions,
): Promise<JsonObject> => {
  if (smtp.host === '')
    throw new AttemptError({
      code: 'email_not_configured',
      message: 'smtp.host is not set on this worker',
      retryable: false,
    });
  try {
    const { messageId, accepted, rejected } = await sendEmail(smtp, message, { key, signal: context.signal });
    return { message_id: messageId, accepted, rejected };
  } catch (error) {
    if (context.signal.aborted) throw error;
    // SMTP's 5xx are for good; 4xx and the network are not.
    const status = (error as { responseCode?: number }).responseCode ?? 0;
    throw failed(status >= 500 ? 'email_refused' : 'email_failed', error, status < 500);
  }
};

const overWebhook = async (
  message: On<'webhook'>,
  key: string,
  context: HandlerContext,
  dependencies: { webhook: WebhookOptions; policy: Policy },
): Promise<JsonObject> => {
  const body = JSON.stringify({ ...message.body, notification_key: key });
  let tries = 0;
  try {
    const status = await dependencies.policy.execute((signal) => {
      tries += 1;
      return postWebhook(dependencies.webhook, { url: message.url, body, key, signal });
    }, context.signal);
    return { status, tries };
  } catch (error) {
    if (context.signal.aborted) throw error;
    if (error instanceof UnsafeAddress) throw failed('webhook_address_refused', error, false);
    throw failed(isTemporary(error) ? 'webhook_failed' : 'webhook_refused', error, isTemporary(error));
  }
};

interface Delivered {
  delivered: number;
  skipped: number;
}

const toUsers = async (
  message: { title: string; body: string; userIds: readonly string[] },
  key: string,
  context: HandlerContext,
): Promise<Delivered> => {
  const sum = { delivered: 0, skipped: 0 };
  for (let at = 0; at < message.userIds.length; at += usersACall) {
    context.signal.throwIfAborted();
    const userIds = message.userIds.slice(at, at + usersACall);
    const { delivered, skipped } = await context.deliverAlerts({
      key,
      title: message.title,
      body: message.body,
      userIds,
    });
    sum.delivered += delivered;
    sum.skipped += skipped;
    context.progress(Math.round(((at + userIds.length) / message.userIds.length) * 100), `${sum.delivered} delivered`);
  }
  return sum;
};

const toEveryone = async (message: On<'announcement'>, key: string, context: HandlerContext): Promise<Delivered> => {
  const sum = { delivered: 0, skipped: 0 };
  let cursor = '';
  do {
    context.signal.throwIfAborted();
    const answer = await context.deliverAlerts({
      key,
      title: message.title,
      body: message.body,
      userIds: [],
      everyone: true,
      cursor,
    });
    sum.delivered += answer.delivered;
    sum.skipped += answer.skipped;
    if (answer.nextCursor !== '' && answer.nextCursor === cursor)
      throw new Error(`the delivery does not advance beyond ${cursor}`);
    cursor = answer.nextCursor;
    context.progress(50, `${sum.delivered} delivered`);
  } while (cursor !== '');
  return sum;
};

/** Null: it may go out. Else what the task's result is, or, in quiet hours, back to the queue until they end. */
const heldBack = async (context: HandlerContext): Promise<JsonObject | null> => {
  const { deliver, retryAfterMs, reason } = await context.checkDelivery();
  if (deliver) return null;
  if (retryAfterMs <= 0) return { suppressed: reason };
  const message = `held back by ${reason.replaceAll('_', ' ')} for ${Math.ceil(retryAfterMs / 60_000)} minutes`;
  throw new AttemptError({ code: reason, message, retryable: true }, { handBackMs: retryAfterMs });
};

/**
 * Sends one notification. The user's preferences are asked at the moment of sending: quiet hours put an email or webhook
 * off without spending an attempt, or suppress it, and the result says so. The API knows which is urgent.
 * Alerts are delivered once for a key by the API; an email or webhook may reach its receiver
 * twice when a worker dies right after sending, and then carries the same Message-ID or Idempotency-Key.
 */
export const createNotificationHandler = ({ smtp, webhook }: NotificationDependencies): Handler => {
  const policy = createPolicy({ name: 'webhook', ...webhookTries, isRetryable: isTemporary });
  return async (context) => {
    const message = parsePayload(notificationPayload, withoutOptions(context.task.payload));
    const key = message.key ?? context.task.taskId;
    const sent = await (async (): Promise<JsonObject> => {
      switch (message.channel) {
        case 'email':
          return (await heldBack(context)) ?? overEmail(message, key, context, smtp);
        case 'webhook':
          return (await heldBack(context)) ?? overWebhook(message, key, context, { webhook, policy });
        case 'in_app':
          return { ...(await toUsers({ ...message, userIds: message.user_ids }, key, context)) };
        case 'announcement':
          return {
            ...(message.user_ids
              ? await toUsers({ ...message, userIds: message.user_ids }, key, context)
              : await toEveryone(message, key, context)),
          };
      }
    })();
    return { kind: 'notification', channel: message.channel, key, ...sent };
  };
};

/** The request's own options, which every task may have, are no part of a notification. */
const requestOptions = ['fallback', 'model', 'pool', 'labels', 'priority', 'deadline', 'run_at', 'max_attempts'];
const withoutOptions = (payload: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => !requestOptions.includes(name)));
