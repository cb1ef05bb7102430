import { leakCheck } from '@englog/testing';
import { startApiFixture } from '../testing/api-fixture';
import type { ApiFixture, Client } from '../testing/api-fixture';

/** I9: labels and models are the clients' words, and no user's words shut others out. */
describe('lanes', () => {
  let fixture: ApiFixture;

  beforeAll(async () => {
    fixture = await startApiFixture({ kind: 'postgres' });
  });
  afterAll(async () => {
    await fixture.stop();
    await leakCheck();
  });

  const insight = (more: object) => ({
    type: 'insight_generation',
    entry_ids: ['x'],
    insight_type: 'productivity',
    ...more,
  });
  const labelled = (client: Client, prefix: string, count: number) =>
    client.call('POST', '/v1/tasks/batch', {
      tasks: Array.from({ length: count }, (_, n) => insight({ labels: { n: `${prefix}-${n}` } })),
    });

  it('one user’s new labels end where others go on', async () => {
    const mallory = await fixture.as('mallory');
    const ann = await fixture.as('ann');
    expect((await labelled(mallory, 'first', 150)).status).toBe(202);
    const refused = await labelled(mallory, 'second', 1000);
    expect(refused.status).toBe(429);
    expect(refused.body.detail).toMatch(/200 new combinations of pool, labels and model within a day/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(86_000);
    await mallory.call('POST', '/v1/tasks/cancel', {});

    const plain = { channel: 'in_app', user_ids: ['ann'], title: 't', body: 'b' };
    expect((await ann.call('POST', '/v1/tasks/notifications', plain)).status).toBe(202);
    expect((await ann.call('POST', '/v1/tasks', insight({ model: 'phi3' }))).status).toBe(202);
    // What was named before, by anybody, and what names nothing, is mallory's too.
    expect((await labelled(mallory, 'first', 150)).status).toBe(202);
    expect((await mallory.call('POST', '/v1/tasks', insight({ model: 'phi3' }))).status).toBe(202);
    expect((await mallory.call('POST', '/v1/tasks', insight({}))).status).toBe(202);
  });

  it('an administrator’s have no bound but everybody’s', async () => {
    const root = await fixture.as('root', ['admin']);
    expect((await labelled(root, 'root', 250)).status).toBe(202);
  });
});
