import type { Generated } from 'kysely';

/** Row types of the tables in migrations/003-schedules-alerts.ts, 004-preferences.ts and 005-notification-keys.ts. */
export interface SchedulesTable {
  id: string;
  user_id: string;
  name: string;
  cron: string;
  time_zone: string;
  /** JSON */
  task: string;
  catch_up: string;
  enabled: boolean;
  version: Generated<number>;
  next_at: Date | null;
  last_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface AlertsTable {
  id: string;
  user_id: string;
  key: string;
  title: string;
  body: string;
  created_at: Generated<Date>;
  push_at: Date | null;
}

export interface PreferencesTable {
  user_id: string;
  settings: unknown;
  updated_at: Generated<Date>;
}

export interface NotificationKeysTable {
  user_id: string;
  channel: string;
  key: string;
  task_id: string;
  attempt: number;
  worker_id: string;
  state: 'claimed' | 'sent';
  at: Generated<Date>;
}

export interface CleanupProgressTable {
  task_id: string;
  state: unknown;
  updated_at: Generated<Date>;
}

export interface ScheduleSchema {
  schedules: SchedulesTable;
  alerts: AlertsTable;
  preferences: PreferencesTable;
  notification_keys: NotificationKeysTable;
  cleanup_progress: CleanupProgressTable;
}
