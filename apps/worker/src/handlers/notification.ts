import { notificationPayload } from '@englog/domain';
import type { JsonObject, NotificationPayload } from '@englog/domain';
import { createPolicy } from '@englog/resilience';
import type { Policy } from '@englog/resilience';
import { AttemptError } from './handler';
import type { Handler, HandlerContext } from './handler';
import { DeliveryUnknown } from './notify/delivery-unknown';
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

/** Worth another try: 429, 408, 5xx and a network that did not take it; not what the receiver or we refuse. */
const isTemporary = (error: unknown): boolean => {
  if (error instanceof DeliveryUnknown) return error.mayResend;
  if (error instanceof UnsafeAddress) return false;
  return !(error instanceof WebhookRefused) || error.status === 408 || error.status === 429 || error.status >= 500;
};

const failed = (code: string, error: unknown, retryable: boolean): AttemptError => {
  const message = error instanceof Error ? error.message : String(error);
  return new AttemptError({ code, message, retryable }, { cause: error });
};

/** What is sent goes past this: it remembers when nobody can say whether it arrived. */
class Delivery {
  readonly #mayResend: boolean;
  isInDoubt = false;

  constructor({ resend_if_unknown: mayResend = false }: On<'email' | 'webhook'>) {
    this.#mayResend = mayResend;
  }

  async watch<T>(send: Promise<T>): Promise<T> {
    try {
      return await send;
    } catch (error) {
      if (error instanceof DeliveryUnknown) {
        this.isInDoubt = true;
        error.mayResend = this.#mayResend;
      }
      throw error;
    }
  }
}

const howToResend = 'it is sent again, under the same key, with resend_if_unknown: true';

const doubtful = (error: DeliveryUnknown): AttemptError =>
  failed('delivery_unknown', error.mayResend ? error : `${error.message}; ${howToResend}`, error.mayResend);

const overEmail = async (
  message: On<'email'>,
  key: string,
  context: HandlerContext,
  { smtp, delivery }: { smtp: SmtpOptions; delivery: Delivery },
): Promise<JsonObject> => {
  if (smtp.host === '')
    throw new AttemptError({
      code: 'email_not_configured',
      message: 'smtp.host is not set on this worker',
      retryable: false,
    });
  try {
    const { messageId, accepted, rejected } = await delivery.watch(
      sendEmail(smtp, message, { key, signal: context.signal }),
    );
    return { message_id: messageId, accepted, rejected };
  } catch (error) {
    if (error instanceof DeliveryUnknown) throw doubtful(error);
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
  dependencies: { webhook: WebhookOptions; policy: Policy; delivery: Delivery },
): Promise<JsonObject> => {
  const body = JSON.stringify({ ...message.body, notification_key: key });
  let tries = 0;
  try {
    const status = await dependencies.policy.execute((signal) => {
      tries += 1;
      return dependencies.delivery.watch(postWebhook(dependencies.webhook, { url: message.url, body, key, signal }));
    }, context.signal);
    return { status, tries };
  } catch (error) {
    if (error instanceof DeliveryUnknown) throw doubtful(error);
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

/** Another task sends under the key: look again this much later. */
const lookAgainMs = 2_000;

/** Null: it is ours to send. Else what the task's result is. */
const notOurs = async (context: HandlerContext): Promise<JsonObject | null> => {
  const claim = await context.claimNotification();
  if (claim.state === 'claimed') return null;
  const { taskId, attempt } = claim.holder;
  const isOwn = taskId === context.task.taskId;
  switch (claim.state) {
    case 'sent':
      return isOwn ? { sent_in_attempt: attempt } : { suppressed: `duplicate of ${taskId}`, duplicate_of: taskId };
    case 'sending': {
      const message = `task ${taskId} is sending under this key`;
      throw new AttemptError({ code: 'key_in_use', message, retryable: true }, { handBackMs: lookAgainMs });
    }
    case 'unknown': {
      const who = isOwn ? `attempt ${attempt}` : `task ${taskId}, which has this key,`;
      throw failed('delivery_unknown', `${who} may have sent it: delivery unknown; ${howToResend}`, false);
    }
  }
};

/** Claims the key, sends, and says what became of it. Where that cannot be said, the claim stands and nothing is sent again. */
const sendOnce = async (
  message: On<'email' | 'webhook'>,
  context: HandlerContext,
  send: (delivery: Delivery) => Promise<JsonObject>,
): Promise<JsonObject> => {
  const held = await heldBack(context);
  if (held !== null) return held;
  const done = await notOurs(context);
  if (done !== null) return done;
  const delivery = new Delivery(message);
  // The API takes a completed task for sent, and a claim left standing for unknown.
  const settle = (sent: boolean): Promise<void> =>
    context.settleNotification(sent).catch((err: unknown) => {
      context.log.warn({ err, sent }, 'the API could not be told what became of a notification');
    });
  try {
    const answer = await send(delivery);
    await settle(true);
    return answer;
  } catch (error) {
    if (!delivery.isInDoubt) await settle(false);
    throw error;
  }
};

/**
 * Sends one notification. The user's preferences are asked at the moment of sending: quiet hours put an email or webhook
 * off without spending an attempt, or suppress it, and the result says so. The API knows which is urgent.
 * Of one key of a user and channel one is sent: alerts are delivered once by the API, and an email or webhook is sent by
 * who has claimed the key there. Where nobody knows whether it arrived it ends `delivery_unknown`, unless the request says
 * to send it again, which then carries the same Message-ID or Idempotency-Key.
 */
export const createNotificationHandler = ({ smtp, webhook }: NotificationDependencies): Handler => {
  const policy = createPolicy({ name: 'webhook', ...webhookTries, isRetryable: isTemporary });
  return async (context) => {
    const message = parsePayload(notificationPayload, withoutOptions(context.task.payload));
    const key = message.key ?? context.task.taskId;
    const sent = await (async (): Promise<JsonObject> => {
      switch (message.channel) {
        case 'email':
          return sendOnce(message, context, (delivery) => overEmail(message, key, context, { smtp, delivery }));
        case 'webhook':
          return sendOnce(message, context, (delivery) =>
            overWebhook(message, key, context, { webhook, policy, delivery }),
          );
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
