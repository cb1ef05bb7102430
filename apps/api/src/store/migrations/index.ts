import type { Migration } from 'kysely';
import * as logEntries from './001-log-entries';
import * as tasks from './002-tasks';
import * as schedulesAlerts from './003-schedules-alerts';
import * as preferences from './004-preferences';
import * as notificationKeys from './005-notification-keys';
import * as namedUsers from './006-named-users';
import * as laneUpkeep from './007-lane-upkeep';
import * as notCompleted from './008-not-completed';
import * as readyByUser from './009-ready-by-user';

/** In order, listed by hand: a bundle has no folder to scan. Only ever append; one that has landed never changes. */
export const migrations: Record<string, Migration> = {
  '001-log-entries': logEntries,
  '002-tasks': tasks,
  '003-schedules-alerts': schedulesAlerts,
  '004-preferences': preferences,
  '005-notification-keys': notificationKeys,
  '006-named-users': namedUsers,
  '007-lane-upkeep': laneUpkeep,
  '008-not-completed': notCompleted,
  '009-ready-by-user': readyByUser,
};
