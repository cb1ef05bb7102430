import { leakCheck, waitFor } from '@englog/testing';
import { startApiFixture } from './testing/api-fixture';
import type { ApiFixture } from './testing/api-fixture';
import { FullWorker } from './testing/full-worker';

describe('the metrics of the API', () => {
  let fixture: ApiFixture;

  beforeAll(async () => {
    fixture = await startApiFixture({ kind: 'embedded' });
  });
  afterAll(async () => {
    await fixture.stop();
    await leakCheck();
  });

  const metric = async (line: string) => {
    const text = await (await fetch(`${fixture.url}/metrics`)).text();
    return text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length + 1);
  };

  it('show that tasks wait with nobody to take them, and how attempts ended', async () => {
    const ann = await fixture.as('ann');
    await ann.call('POST', '/v1/tasks/insights', { entry_ids: ['e1'], insight_type: 'productivity' });
    expect(await metric('englog_tasks_waiting')).toBe('1');
    expect(await metric('englog_workers_connected')).toBe('0');
    expect(await metric('englog_feed_degraded')).toBe('0');
    const worker = new FullWorker(fixture.grpcAddress, 'w', { slots: 3 });
    await worker.register();
    await worker.connect();
    await waitFor(async () => (await metric('englog_slots_in_use')) === '1');
    expect(await metric('englog_tasks_waiting')).toBe('0');
    expect([await metric('englog_workers_connected'), await metric('englog_slots')]).toEqual(['1', '3']);
    await worker.report(await worker.task());
    await waitFor(async () => (await metric('englog_attempts_ended_total{outcome="completed"}')) === '1');
    expect(await metric('englog_tasks_created_total')).toBe('1');
    await worker.close();
  });
});
