import type { JsonObject, LogEntry } from '@englog/domain';
import type { Script } from '@englog/testing';
import type { LlmOptions } from '../llm-options';
import { entryAt } from './context';

export const llm: LlmOptions = {
  model: 'llama3.2',
  fallback_model: 'phi3',
  timeout: 5_000,
  first_token_timeout: 5_000,
  temperature: 0.2,
  keep_alive: '5m',
  context_tokens: 8_192,
};
export const resilience = {
  retry_initial_interval: 2,
  retry_max_interval: 5,
  retry_multiplier: 1.5,
  retry_max_attempts: 3,
  circuit_breaker_threshold: 9,
  circuit_breaker_timeout: 60_000,
};
export const week: LogEntry[] = ['02', '03', '04', '05', '06'].flatMap((day) => [
  entryAt(`2026-03-${day}T09:00:00Z`, 2.5, { value_rating: 'high', tags: ['auth'] }),
  entryAt(`2026-03-${day}T12:00:00Z`, 1, { type: 'meeting', title: 'Sync', project: null }),
]);
export const before = [entryAt('2026-02-24T09:00:00Z', 9, { type: 'meeting', project: null })];
export const ask = (change: JsonObject = {}): JsonObject => ({
  user_id: 'u1',
  entry_ids: week.map((entry) => entry.id),
  insight_type: 'productivity',
  ...change,
});

export const truth: Script = {
  kind: 'answer',
  value: {
    sentences: [
      { text: 'You logged 17.5 hours in total, 6.5 hours... no.', fact_ids: ['time.total'] },
      { text: 'High-value work took 71.4 % of the time.', fact_ids: ['value.share'] },
    ],
    tags: ['auth', 'blockchain'],
    confidence: 0.9,
  },
};
export const lies: Script = {
  kind: 'answer',
  value: {
    sentences: [
      { text: 'You logged 60 hours in total.', fact_ids: ['time.total'] },
      { text: 'You were promoted for your outstanding work.', fact_ids: ['time.total', 'value.share'] },
      { text: 'Meetings doubled, which hurt the team.', fact_ids: ['change.type.meeting'] },
      { text: 'You logged 17.5 hours in total and saved the company.', fact_ids: ['time.total'] },
      { text: 'High-value work took 71.4 hours.', fact_ids: ['value.share'] },
    ],
    tags: ['promotion'],
    confidence: 1,
  },
};
