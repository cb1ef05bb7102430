import { randomUUID } from 'node:crypto';
import { leakCheck } from '@englog/testing';
import type { HttpFixture } from '../http-fixture';
import { openHttpFixture } from '../http-fixture';

const entry = {
  title: 'Parser',
  type: 'development',
  start_time: '2026-03-10T09:00:00+01:00',
  end_time: '2026-03-10T10:30:00+01:00',
  project: 'englog',
  tags: ['parser'],
};
let http: HttpFixture;
beforeAll(async () => {
  http = await openHttpFixture();
});
afterAll(async () => {
  await http.close();
  await leakCheck();
});

const fieldsOf = (json: { errors: { field: string }[] }) => json.errors.map(({ field }) => field);
const create = async (change: Record<string, unknown> = {}, as = 'u1') =>
  http.ask('POST', '/v1/logs', { as, body: { ...entry, ...change } });

describe('/v1/logs', () => {
  it('keeps an entry through its life', async () => {
    const created = await create();
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({
      id: expect.any(String),
      user_id: 'u1',
      title: 'Parser',
      duration_minutes: 90,
      start_time: '2026-03-10T08:00:00.000Z',
      value_rating: 'medium',
      impact_level: 'personal',
      tags: ['parser'],
    });
    const location = created.headers.get('location') ?? '';
    expect(location).toBe(`/v1/logs/${created.json.id}`);
    expect((await http.ask('GET', location)).json).toEqual(created.json);
    const changed = await http.ask('PUT', location, { body: { ...entry, title: 'Lexer', tags: [] } });
    expect(changed.json).toMatchObject({ id: created.json.id, title: 'Lexer', tags: [] });
    const asRead = await http.ask('PUT', location, {
      body: { ...created.json, title: 'As read', duration_minutes: 1 },
    });
    expect([asRead.status, asRead.json]).toEqual([
      200,
      { ...created.json, title: 'As read', updated_at: asRead.json.updated_at },
    ]);
    const other = await http.ask('PUT', location, { body: { ...created.json, id: randomUUID() } });
    expect([other.status, fieldsOf(other.json)]).toEqual([400, ['id']]);
    const deleted = await http.ask('DELETE', location);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await http.ask('GET', location)).status).toBe(404);
    expect((await http.ask('DELETE', location)).status).toBe(404);
  });

  it.each([
    [{ title: undefined }, ['title']],
    [{ title: ' ' }, ['title']],
    [{ title: 'x'.repeat(201) }, ['title']],
    [{ description: 'x'.repeat(5_001) }, ['description']],
    [{ type: 'napping' }, ['type']],
    [{ end_time: entry.start_time }, ['end_time']],
    [{ end_time: '2026-03-12T10:00:00Z' }, ['end_time']],
    [{ start_time: 'yesterday' }, ['start_time']],
    [{ surprise: 1 }, ['surprise']],
    [{ title: 'a\u0000b' }, ['title']],
  ])('refuses %.60j', async (change, fields) => {
    const { status, json } = await create(change);
    expect([status, fieldsOf(json)]).toEqual([400, fields]);
  });

  it('is for its owner, and for admins', async () => {
    const { json } = await create({}, 'owner');
    const path = `/v1/logs/${json.id}`;
    expect((await create({ user_id: 'owner' }, 'other')).status).toBe(403);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const asked = await http.ask(method, path, { as: 'other', ...(method === 'PUT' ? { body: entry } : {}) });
      expect([method, asked.status, asked.json.error]).toEqual([method, 404, 'Log entry not found']);
    }
    expect((await http.ask('GET', '/v1/logs/nonsense')).status).toBe(404);
    expect((await http.ask('GET', path, { as: 'root', admin: true })).status).toBe(200);
    const moved = await http.ask('PUT', path, { as: 'root', admin: true, body: { ...entry, user_id: 'other' } });
    expect([moved.status, fieldsOf(moved.json)]).toEqual([400, ['user_id']]);
    expect((await create({ user_id: 'owner' }, 'root')).status).toBe(403);
    expect(
      (await http.ask('POST', '/v1/logs', { as: 'root', admin: true, body: { ...entry, user_id: 'owner' } })).json
        .user_id,
    ).toBe('owner');
  });

  it('creates once under one key', async () => {
    const asking = { as: 'once', body: entry, headers: { 'idempotency-key': 'k' } };
    const first = await http.ask('POST', '/v1/logs', asking);
    const again = await http.ask('POST', '/v1/logs', asking);
    expect([again.json, again.headers.get('location')]).toEqual([first.json, first.headers.get('location')]);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    expect((await http.ask('POST', '/v1/logs', { ...asking, body: { ...entry, title: 'Other' } })).status).toBe(409);
    expect((await http.ask('GET', '/v1/logs', { as: 'once' })).json.entries).toHaveLength(1);
  });

  it('says in bulk too that it was created before', async () => {
    const asking = { as: 'bulk-once', body: { entries: [entry, {}] }, headers: { 'idempotency-key': 'k' } };
    const first = await http.ask('POST', '/v1/logs/bulk', asking);
    const again = await http.ask('POST', '/v1/logs/bulk', asking);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  it('lists by page, time, project, type and tag', async () => {
    for (const day of [10, 11, 12, 13])
      await create(
        {
          title: `d${day}`,
          tags: [`t${day % 2}`],
          start_time: `2026-03-${day}T09:00:00Z`,
          end_time: `2026-03-${day}T10:00:00Z`,
        },
        'lister',
      );
    const list = async (query: string) => (await http.ask('GET', `/v1/logs${query}`, { as: 'lister' })).json;
    const titles = async (query: string) => (await list(query)).entries.map(({ title }: { title: string }) => title);
    const first = await list('?limit=3');
    expect(first.entries).toHaveLength(3);
    expect(await titles(`?limit=3&cursor=${encodeURIComponent(first.next_cursor)}`)).toEqual(['d10']);
    expect(await titles('?from=2026-03-11&to=2026-03-13')).toEqual(['d12', 'd11']);
    expect(await titles('?from=2026-03-11T09:30:00Z&to=2026-03-11T09:40:00Z')).toEqual(['d11']);
    expect(await titles('?tag=t1')).toEqual(['d13', 'd11']);
    expect(await titles('?project=other')).toEqual([]);
    expect(await titles('?type=meeting')).toEqual([]);
    expect(fieldsOf(await list('?from=monday'))).toEqual(['from']);
    expect((await http.ask('GET', '/v1/logs?cursor=nonsense', { as: 'lister' })).status).toBe(400);
  });
});

describe('POST /v1/logs/bulk', () => {
  it('stores the good ones and names the others', async () => {
    const { status, json } = await http.ask('POST', '/v1/logs/bulk', {
      as: 'bulk',
      body: { entries: [entry, { ...entry, type: 'napping' }, { ...entry, title: 'Second' }, 5] },
    });
    expect([status, json.created_count]).toEqual([201, 2]);
    expect(json.entries.map(({ title }: { title: string }) => title)).toEqual(['Parser', 'Second']);
    expect(json.errors.map(({ index, field }: { index: number; field: string }) => [index, field])).toEqual([
      [1, 'type'],
      [3, ''],
    ]);
  });

  it('takes a thousand large ones in one call', async () => {
    const entries = Array.from({ length: 1_000 }, () => ({ ...entry, description: 'x'.repeat(5_000) }));
    const { status, json } = await http.ask('POST', '/v1/logs/bulk', { as: 'large', body: { entries } });
    expect([status, json.created_count]).toEqual([201, 1_000]);
  });

  it.each<[string, unknown, number]>([
    ['none', { entries: [] }, 400],
    ['too many', { entries: Array.from({ length: 1_001 }, () => 1) }, 400],
    ['none that is valid', { entries: [{}] }, 400],
    ['no list', { entries: 'x' }, 400],
    ['someone else’s', { entries: [entry, { ...entry, user_id: 'u2' }] }, 403],
  ])('refuses %s', async (_name, body, status) => {
    expect((await http.ask('POST', '/v1/logs/bulk', { body })).status).toBe(status);
  });

  it('names the entry that is another’s, counted as it was sent', async () => {
    const entries = [{ title: 'bad' }, entry, { ...entry, user_id: 'u2' }];
    const { status, json } = await http.ask('POST', '/v1/logs/bulk', { body: { entries } });
    expect([status, fieldsOf(json)]).toEqual([403, ['entries.2.user_id']]);
  });

  it('is for one user a call', async () => {
    const body = {
      entries: [
        { ...entry, user_id: 'a' },
        { ...entry, user_id: 'b' },
      ],
    };
    const { status, json } = await http.ask('POST', '/v1/logs/bulk', { admin: true, body });
    expect([status, fieldsOf(json)]).toEqual([400, ['entries']]);
  });
});
