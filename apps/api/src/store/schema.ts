import type { EntrySchema } from './schema-entries';
import type { ScheduleSchema } from './schema-schedules';
import type { TaskSchema } from './schema-tasks';

/**
 * Every table. Both databases give the same values: int8 and numeric are strings (they outgrow a number), timestamptz is
 * a Date, json parsed, uuid and date-free text strings.
 */
export interface Schema extends EntrySchema, TaskSchema, ScheduleSchema {}
