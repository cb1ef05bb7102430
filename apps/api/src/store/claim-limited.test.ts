import { randomUUID } from 'node:crypto';
import type { TaskType } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { claimLimited } from './claim-limited';
import type { ConcurrencyLimits } from './claim-limited';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import type { Sql } from './sql';
import { sqlOn } from './sql';
import { finish, insert, toFinish, toInsert } from './task-fixture';

const laneOf: Partial<Record<TaskType, number>> = { insight_generation: 1, weekly_report: 2 };

describe.each(databaseKinds)('claims under limits on %s', (kind) => {
  let fixture: DatabaseFixture;
  let sqls: [Sql, Sql];

  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    sqls = [sqlOn(fixture.database), sqlOn(await fixture.another())];
  });
  beforeEach(() => sqls[0].query({ name: '', text: 'delete from tasks' }, []));
  afterAll(async () => {
    await fixture.close();
    await leakCheck();
  });

  const claim = (limits: ConcurrencyLimits, slots: number, sql = sqls[0]) => {
    const free = Array.from({ length: slots }, () => ({ sessionId: randomUUID(), workerId: 'w' }));
    return claimLimited(sql, { lanes: [1, 2], slots: free }, limits);
  };
  let order = 0;
  const add = async (...tasks: [userId: string, type: TaskType][]): Promise<void> => {
    const rows = tasks.map(([userId, type]) => toInsert({ userId, type, lane: laneOf[type] ?? 1, orderKey: order++ }));
    await insert(sqls[0], ...rows);
  };
  const named = (tasks: { userId: string; type: TaskType }[]) =>
    tasks.map((task) => `${task.userId} ${task.type}`).sort();
  const [insight, report] = ['insight_generation', 'weekly_report'] as const;

  it('a user has no more in flight than the limit, and the others go on', async () => {
    await add(['ann', insight], ['ann', insight], ['ann', insight], ['bob', insight], ['ann', insight]);
    const limits = { perUser: 2, perType: {} };
    expect(named(await claim(limits, 10))).toEqual([`ann ${insight}`, `ann ${insight}`, `bob ${insight}`]);
    expect(await claim(limits, 10)).toEqual([]);
  });

  it('a slot that is given up is given to the next', async () => {
    await add(['ann', insight], ['ann', insight]);
    const limits = { perUser: 1, perType: {} };
    const [first] = await claim(limits, 10);
    expect(await claim(limits, 10)).toEqual([]);
    if (first === undefined) throw new Error('nothing was claimed');
    await finish(sqls[0], toFinish(first));
    expect(await claim(limits, 10)).toHaveLength(1);
  });

  it('a type has no more in flight than its limit, whoever asks', async () => {
    await add(['ann', report], ['bob', report], ['cid', report], ['ann', insight]);
    const limits = { perUser: 0, perType: { [report]: 2 } };
    expect(named(await claim(limits, 10))).toEqual([`ann ${insight}`, `ann ${report}`, `bob ${report}`]);
  });

  it('a task held by its user’s limit takes no place of its type', async () => {
    await add(['ann', report]);
    const limits = { perUser: 1, perType: { [report]: 2 } };
    await claim(limits, 10);
    await add(['ann', report], ['ann', report], ['bob', report]);
    expect(named(await claim(limits, 10))).toEqual([`bob ${report}`]);
  });

  it('a task held by its type’s limit takes no place of its user', async () => {
    await add(['bob', report]);
    const limits = { perUser: 1, perType: { [report]: 1 } };
    await claim(limits, 10);
    await add(['ann', report], ['ann', insight]);
    expect(named(await claim(limits, 10))).toEqual([`ann ${insight}`]);
  });

  it('the better order goes first where not all may', async () => {
    await add(['ann', insight], ['bob', insight], ['cid', insight]);
    expect(named(await claim({ perUser: 1, perType: {} }, 2))).toEqual([`ann ${insight}`, `bob ${insight}`]);
  });

  it('a user with any number of tasks before all others’ is passed by when at the limit', async () => {
    const limits = { perUser: 2, perType: { [report]: 1 } };
    await add(...Array.from({ length: 2500 }, (): [string, TaskType] => ['ann', insight]));
    await claim(limits, 2);
    await add(['bob', insight], ['bob', report], ['ann', report], ['cid', report], ['bob', insight], ['zoe', insight]);
    expect(named(await claim(limits, 2))).toEqual([`bob ${insight}`, `bob ${report}`]);
    expect(named(await claim(limits, 10))).toEqual([`zoe ${insight}`]);
    expect(await claim(limits, 10)).toEqual([]);
  });

  it('limits hold exactly over two replicas that claim at once', async () => {
    const users = ['ann', 'bob', 'cid', 'dan', 'eve'];
    const kinds = Array.from({ length: 200 }, (_, n): [string, TaskType] => [
      users[n % 5] ?? '',
      n % 10 < 5 ? report : insight,
    ]);
    await add(...kinds);
    const limits = { perUser: 4, perType: { [report]: 7 } };
    const claims = Array.from({ length: 20 }, (_, n) => claim(limits, 3, sqls[n % 2] as Sql));
    const taken = (await Promise.all(claims)).flat();
    const perUser = users.map((user) => taken.filter((task) => task.userId === user).length);
    expect(perUser).toEqual([4, 4, 4, 4, 4]);
    expect(taken.filter((task) => task.type === report)).toHaveLength(7);
    expect(new Set(taken.map((task) => task.id)).size).toBe(20);
  });

  it('limits hold while what is in flight ends and the next is claimed, by several at once', async () => {
    await add(
      ...Array.from({ length: 120 }, (_, n): [string, TaskType] => [n % 3 ? 'ann' : 'bob', n % 2 ? insight : report]),
    );
    const limits = { perUser: 3, perType: { [report]: 2 } };
    const held = new Map<string, number>();
    const broken: string[] = [];
    let left = 120;
    const hold = (key: string, by: number, limit: number): void => {
      const count = (held.get(key) ?? 0) + by;
      held.set(key, count);
      if (count > limit) broken.push(`${count} of ${key}`);
    };
    const replica = async (sql: Sql): Promise<void> => {
      while (left > 0)
        for (const task of await claim(limits, 2, sql)) {
          hold(task.userId, 1, 3);
          if (task.type === report) hold(report, 1, 2);
          // Counted out before its row lets go, so that whatever is counted in after it was claimed after it.
          hold(task.userId, -1, 3);
          if (task.type === report) hold(report, -1, 2);
          await finish(sql, toFinish(task));
          left -= 1;
        }
    };
    await Promise.all([replica(sqls[0]), replica(sqls[1]), replica(sqls[0]), replica(sqls[1])]);
    expect(broken).toEqual([]);
  });
});
