import { randomUUID } from 'node:crypto';
import type { LogEntry, NewEntry } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { databaseKinds, openDatabaseFixture } from './database-fixture';
import type { DatabaseFixture } from './database-fixture';
import { createEntryStore } from './entries';
import type { EntryStore } from './entries';

const minute = 60_000;
const monday = Date.parse('2026-03-02T08:00:00Z');
const entryAt = (startMs: number, rest: Partial<NewEntry> = {}): NewEntry => ({
  title: 'Fix the login',
  type: 'debugging',
  start_time: new Date(startMs).toISOString(),
  end_time: new Date(startMs + 90 * minute).toISOString(),
  value_rating: 'medium',
  impact_level: 'personal',
  tags: [],
  ...rest,
});
const collect = async (batches: AsyncIterable<LogEntry[]>): Promise<LogEntry[][]> => {
  const all: LogEntry[][] = [];
  for await (const batch of batches) all.push(batch);
  return all;
};

describe.each(databaseKinds)('the entry store (%s)', (kind) => {
  let fixture: DatabaseFixture;
  let store: EntryStore;
  let user: string;
  const create = async (...input: Parameters<EntryStore['create']>) => (await store.create(...input)).entries;
  beforeAll(async () => {
    fixture = await openDatabaseFixture(kind);
    store = createEntryStore(fixture.database.db);
  });
  beforeEach(() => (user = randomUUID()));
  afterAll(() => fixture.close());

  it('gives back what was put in, with what it adds', async () => {
    const put = entryAt(monday, {
      project: 'englog',
      title: `Ünïcode "quotes" \\ 日本 🎉`,
      description: 'two\nlines',
      tags: ['a,b', 'c"d', '{e}'],
      start_time: '2026-03-02T09:00:00.123+01:00',
      end_time: '2026-03-02T10:00:30.123+01:00',
    });
    const [created] = await create(user, [put]);
    expect(created).toMatchObject({
      ...put,
      user_id: user,
      start_time: '2026-03-02T08:00:00.123Z',
      end_time: '2026-03-02T09:00:30.123Z',
      duration_minutes: 60.5,
    });
    expect(created?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
    expect(await store.find(created?.id ?? '')).toEqual(created);
    const [bare] = await create(user, [entryAt(monday)]);
    expect(bare).toMatchObject({ project: null, description: null, tags: [] });
  });

  it('changes and deletes one, and knows when there is none', async () => {
    const [created] = await create(user, [entryAt(monday)]);
    const id = created?.id ?? '';
    const changed = await store.update(id, entryAt(monday, { title: 'Fixed', tags: ['done'] }));
    expect(changed).toMatchObject({
      id,
      user_id: user,
      title: 'Fixed',
      tags: ['done'],
      created_at: created?.created_at,
    });
    expect(await store.delete(id)).toBe(true);
    expect([await store.find(id), await store.update(id, entryAt(monday)), await store.delete(id)]).toEqual([
      null,
      null,
      false,
    ]);
    expect([
      await store.find('no-uuid'),
      await store.update('no-uuid', entryAt(monday)),
      await store.delete('no-uuid'),
    ]).toEqual([null, null, false]);
  });

  it('takes thousands at once, in order', async () => {
    const many = Array.from({ length: 2500 }, (_, index) =>
      entryAt(monday + index * minute, { title: `entry ${index}` }),
    );
    const created = await create(user, many);
    expect(created.map(({ title }) => title)).toEqual(many.map(({ title }) => title));
    expect((await store.list({ userId: user, limit: 1 })).items[0]?.title).toBe('entry 2499');
  });

  it.each([
    ['a NUL', 'a\u0000b'],
    ['half a character', 'a\ud83d'],
  ])('refuses %s as bad input and stores nothing of that call', async (_, title) => {
    await expect(store.create(user, [entryAt(monday), entryAt(monday, { title })])).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    expect((await store.list({ userId: user, limit: 10 })).items).toEqual([]);
  });

  it('pages through all of them once, latest first, where many start at the same time', async () => {
    const starts = [0, 0, 0, 1, 1, 2, 3].map((offset) => entryAt(monday + offset * minute));
    const ids = (await create(user, starts)).map(({ id }) => id);
    const seen: LogEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({ userId: user, limit: 2, cursor });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    const times = seen.map(({ start_time }) => start_time);
    expect(times).toEqual(times.toSorted().reverse());
  });

  it.each([
    '',
    'nonsense',
    Buffer.from('12 not-a-uuid').toString('base64url'),
    Buffer.from(`9e99 ${randomUUID()}`).toString('base64url'),
  ])('refuses the cursor %j', async (cursor) => {
    await expect(store.list({ userId: user, limit: 2, cursor })).rejects.toMatchObject({
      code: 'invalid_argument',
      fields: [{ field: 'cursor' }],
    });
  });

  it('filters by user, project, type, tag and period', async () => {
    const day = 24 * 60 * minute;
    const titles = async (filter: object) =>
      (await store.list({ userId: user, limit: 100, ...filter })).items.map(({ title }) => title).toSorted();
    await store.create(randomUUID(), [entryAt(monday, { title: 'another user', tags: ['x'] })]);
    await store.create(user, [
      entryAt(monday, { title: 'first', project: 'p', tags: ['x', 'y'] }),
      entryAt(monday + day, { title: 'second', type: 'meeting', tags: ['y'] }),
      entryAt(monday + 2 * day, { title: 'third', project: 'q' }),
    ]);
    expect(await titles({})).toEqual(['first', 'second', 'third']);
    expect(await titles({ project: 'p' })).toEqual(['first']);
    expect(await titles({ type: 'meeting' })).toEqual(['second']);
    expect(await titles({ tag: 'y' })).toEqual(['first', 'second']);
    expect(await titles({ from: monday + 90 * minute })).toEqual(['second', 'third']);
    expect(await titles({ from: monday + 89 * minute, to: monday + day })).toEqual(['first']);
    expect(await titles({ to: monday + day + 1 })).toEqual(['first', 'second']);
  });

  describe('with an Idempotency-Key', () => {
    const use = (fingerprint = 'f1') => ({ userId: user, scope: 'entries', key: 'k', fingerprint });

    it('creates once and gives the same entries again, in order', async () => {
      const three = [2, 0, 1].map((offset) => entryAt(monday + offset * minute));
      const first = await store.create(user, three, use());
      expect(first.replayed).toBe(false);
      expect(await store.create(user, three, use())).toEqual({ ...first, replayed: true });
      expect(await store.createdBefore(use())).toEqual(first.entries.map(({ id }) => id));
      expect(await store.createdBefore(use('f2'))).toBeNull();
      expect((await store.list({ userId: user, limit: 10 })).items).toHaveLength(3);
    });

    it('refuses the same key with another body', async () => {
      await store.create(user, [entryAt(monday)], use());
      await expect(store.create(user, [entryAt(monday)], use('f2'))).rejects.toMatchObject({ code: 'conflict' });
      expect((await store.list({ userId: user, limit: 10 })).items).toHaveLength(1);
    });

    it('creates once of many that come at the same time, from two replicas', async () => {
      const other = createEntryStore((await fixture.another()).db);
      const calls = Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? store : other).create(user, [entryAt(monday)], use()),
      );
      const ids = (await Promise.all(calls)).map(({ entries }) => entries[0]?.id);
      expect(new Set(ids).size).toBe(1);
      expect((await store.list({ userId: user, limit: 10 })).items).toHaveLength(1);
    });

    it('leaves the key unused when the call fails', async () => {
      await expect(store.create(user, [entryAt(monday, { title: '\u0000' })], use())).rejects.toMatchObject({
        code: 'invalid_argument',
      });
      expect(await create(user, [entryAt(monday)], use())).toHaveLength(1);
    });

    it('keeps users and scopes apart', async () => {
      await store.create(user, [entryAt(monday)], use());
      const another = randomUUID();
      expect(await create(another, [entryAt(monday)], { ...use('f2'), userId: another })).toHaveLength(1);
      expect(await create(user, [entryAt(monday)], { ...use('f2'), scope: 'bulk' })).toHaveLength(1);
    });
  });

  describe('what a task is about', () => {
    it('comes by id, by start time, a batch at a time, with the ids that are missing', async () => {
      const created = await create(
        user,
        Array.from({ length: 1200 }, (_, index) => entryAt(monday + (index % 7) * minute + index)),
      );
      const [foreign] = await create(randomUUID(), [entryAt(monday)]);
      const absent = randomUUID();
      const ids = created.map(({ id }) => id);
      const entryIds = [
        ...ids,
        ids[0]?.toUpperCase() ?? '',
        foreign?.id ?? '',
        absent,
        'no uuid at all',
        ...ids.slice(0, 3),
      ];
      const selected = store.selectForTask({ userId: user, entryIds });
      const batches = await collect(selected.batches);
      expect(batches.map((batch) => batch.length)).toEqual([500, 500, 200]);
      const times = batches.flat().map(({ start_time }) => start_time);
      expect(times).toEqual(times.toSorted());
      expect(new Set(batches.flat().map(({ id }) => id))).toEqual(new Set(ids));
      expect(selected.missingIds().toSorted()).toEqual([foreign?.id, absent, 'no uuid at all'].toSorted());
    });

    it('comes by period, overlapping entries included, across batches that start at the same moment', async () => {
      const period = { from: monday, to: monday + 10 * minute };
      const before = entryAt(monday - 30 * minute, { title: 'runs into it' });
      const ends = entryAt(monday - 90 * minute, { title: 'ends as it begins' });
      const after = entryAt(monday + 10 * minute, { title: 'begins as it ends' });
      await store.create(user, [before, ends, after, ...Array.from({ length: 1000 }, () => entryAt(monday + minute))]);
      const selected = store.selectForTask({ userId: user, ...period });
      const batches = await collect(selected.batches);
      expect(batches.map((batch) => batch.length)).toEqual([500, 500, 1]);
      expect(batches[0]?.[0]?.title).toBe('runs into it');
      expect(new Set(batches.flat().map(({ id }) => id)).size).toBe(1001);
      expect(selected.missingIds()).toEqual([]);
    });

    it('may be nothing', async () => {
      expect(await collect(store.selectForTask({ userId: user, entryIds: [] }).batches)).toEqual([]);
      expect(await collect(store.selectForTask({ userId: user, from: 0, to: monday }).batches)).toEqual([]);
    });
  });
});

afterAll(() => leakCheck());
