import type { LogEntry } from '../entries';
import { toSpans } from '../statistics/span';
import type { Span } from '../statistics/span';

let made = 0;

/** An entry for tests: from, to (RFC 3339), and what differs from an hour of medium development. */
export const entry = (start_time: string, end_time: string, change: Partial<LogEntry> = {}): LogEntry => {
  made += 1;
  return {
    id: `entry-${made}`,
    user_id: 'u1',
    project: 'atlas',
    title: 'Work',
    description: null,
    type: 'development',
    start_time,
    end_time,
    duration_minutes: (Date.parse(end_time) - Date.parse(start_time)) / 60_000,
    value_rating: 'medium',
    impact_level: 'personal',
    tags: [],
    created_at: end_time,
    updated_at: end_time,
    ...change,
  };
};

/** `span('2026-03-02', '09:00', '10:30', { type: 'meeting' })`, in UTC. */
export const span = (day: string, from: string, to: string, change: Partial<LogEntry> = {}): Span =>
  toSpans([entry(`${day}T${from}:00Z`, `${day}T${to}:00Z`, change)])[0] as Span;
