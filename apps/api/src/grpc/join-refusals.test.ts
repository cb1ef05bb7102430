import { PassThrough } from 'node:stream';
import { createLogger } from '@englog/runtime';
import { leakCheck } from '@englog/testing';
import { startApiFixture } from '../testing/api-fixture';
import { PlainWorker } from '../testing/plain-worker';
import { joinRefusals } from './join-refusals';

const capture = () => {
  const destination = new PassThrough();
  const log = createLogger({ name: 'api', level: 'warn', destination });
  const lines = (): Record<string, unknown>[] =>
    String(destination.read() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, lines };
};

describe('a worker that is not let in', () => {
  afterAll(() => leakCheck());

  it('is warned of, however often it comes back', async () => {
    const { log, lines } = capture();
    const fixture = await startApiFixture({ kind: 'embedded', log });
    const worker = new PlainWorker(fixture.grpcAddress, 'w1');
    for (let n = 0; n < 5; n += 1) await expect(worker.register('wrong')).rejects.toThrow('join token');
    await worker.register();
    await worker.close();
    await fixture.stop();
    expect(lines()).toMatchObject([{ level: 'warn', workerId: 'w1', why: expect.stringContaining('join token') }]);
  });

  it('is told again after a minute; another address at once, to a bound', () => {
    let now = 0;
    const { log, lines } = capture();
    const refused = joinRefusals(log, () => now);
    const peers = () => lines().map(({ peer }) => peer);
    refused('10.0.0.1:4001', 'w1', 'no');
    refused('10.0.0.1:4002', 'w1', 'no');
    refused('[::1]:4001', 'w2', 'no');
    refused('[::1]:4002', 'w2', 'no');
    expect(peers()).toEqual(['10.0.0.1:4001', '[::1]:4001']);
    now = 60_000;
    refused('10.0.0.1:4003', 'w1', 'no');
    expect(peers()).toEqual(['10.0.0.1:4003']);
    now = 120_000;
    for (let n = 0; n < 500; n += 1) refused(`10.1.${n >> 8}.${n & 255}:1`, 'w', 'no');
    expect(peers()).toHaveLength(100);
  });
});
