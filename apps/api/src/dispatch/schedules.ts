import type { NewSchedule, Schedule } from '@englog/domain';
import type { Page } from '../store/records';
import type { OnceKey } from './dispatch';

export interface ScheduleFilter {
  userId?: string;
  cursor?: string;
  limit: number;
}

export interface CreatedSchedule {
  schedule: Schedule;
  /** True when an earlier call with this key had created it. */
  replayed: boolean;
}

/**
 * What the HTTP routes may ask of schedules. Each firing makes its task (`taskOfFiring` in the domain) once over all
 * replicas. Everything that resolves is committed.
 */
export interface Schedules {
  /**
   * `cron` and `task` are valid: the routes have checked them. Rejects `resource_exhausted` with retryAfterMs when the
   * user has as many as one may have; `conflict` on a reused key.
   */
  create(schedule: NewSchedule, once?: OnceKey): Promise<CreatedSchedule>;
  find(id: string): Promise<Schedule | null>;
  /** Newest first. */
  list(filter: ScheduleFilter): Promise<Page<Schedule>>;
  /** Replaces it; its next firing is computed anew. Null when there is none. */
  update(id: string, schedule: NewSchedule): Promise<Schedule | null>;
  delete(id: string): Promise<boolean>;
}
