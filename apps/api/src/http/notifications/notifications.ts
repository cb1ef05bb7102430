import { alertListAnswer, alertListQuery, parseInput, preferences as preferencesSchema } from '@englog/domain';
import type { AlertStore } from '../../store/alerts';
import type { PreferenceStore } from '../../store/preferences';
import { sendJson, toTime } from '../answer';
import { requireActFor } from '../auth/principal';
import type { Call, UserEndpoint } from '../endpoint';

export interface NotificationOptions {
  preferences: Pick<PreferenceStore, 'find' | 'put'>;
  alerts: Pick<AlertStore, 'list'>;
  maxBodyBytes: number;
}

const put = async (call: Call, { preferences }: NotificationOptions): Promise<void> => {
  const settings = parseInput(preferencesSchema, call.body);
  await preferences.put(call.principal.userId, settings);
  sendJson(call.response, 200, settings);
};

const listAlerts = async (call: Call, { alerts }: NotificationOptions): Promise<void> => {
  const { user_id: userId = call.principal.userId, ...page } = parseInput(alertListQuery, call.request.query);
  requireActFor(call.principal, userId);
  const { items, nextCursor } = await alerts.list({ userId, ...page });
  sendJson(call.response, 200, {
    alerts: items.map(({ id, title, body, createdAt }) => ({ id, title, body, created_at: toTime(createdAt) })),
    next_cursor: nextCursor,
  });
};

/** How the caller wants to be notified, and what there was to notify of. */
export const notificationEndpoints = (options: NotificationOptions): UserEndpoint[] => {
  const shared = { access: 'user', tag: 'notifications' } as const;
  const settings = { 200: { description: 'The preferences, defaults included', schema: preferencesSchema } };
  return [
    {
      ...shared,
      method: 'get',
      path: '/v1/preferences',
      summary: 'How the caller wants to be notified',
      answers: settings,
      handle: async (call) => sendJson(call.response, 200, await options.preferences.find(call.principal.userId)),
    },
    {
      ...shared,
      method: 'put',
      path: '/v1/preferences',
      summary: 'Set how the caller wants to be notified',
      description:
        'What is left out is the default. In `quiet_hours` a channel’s messages are delayed to their end, suppressed, or delivered all the same, as an `urgent` one always is; alerts that are delayed or suppressed are listed at once.',
      body: { schema: preferencesSchema, maxBytes: options.maxBodyBytes },
      answers: settings,
      handle: (call) => put(call, options),
    },
    {
      ...shared,
      method: 'get',
      path: '/v1/alerts',
      summary: 'In-app alerts, newest first',
      query: alertListQuery,
      answers: { 200: { description: 'One page', schema: alertListAnswer } },
      handle: (call) => listAlerts(call, options),
    },
  ];
};
