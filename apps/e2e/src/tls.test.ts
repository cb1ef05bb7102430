import type { ResultAnswer } from '@englog/domain';
import { leakCheck, startScriptedOllama, waitFor } from '@englog/testing';
import { ApiApp } from './harness/api-app';
import { requireBuilt } from './harness/built';
import { createAuthority } from './harness/certificates';
import type { Authority, CertificateFiles } from './harness/certificates';
import { logEntries } from './harness/entries';
import { Openings } from './harness/openings';
import { scratchFolder } from './harness/scratch';
import { WorkerApp } from './harness/worker-app';

const serverName = 'api.englog.local';
const certified = ({ cert, key }: CertificateFiles): Record<string, string> => ({
  ENGLOG_GRPC_CLIENT_CERT_FILE: cert,
  ENGLOG_GRPC_CLIENT_KEY_FILE: key,
});

/** The link under TLS: who gets in, who does not, and what each is told. */
describe('the worker link over TLS', () => {
  const openings = new Openings();
  let folder: string;
  let api: ApiApp;
  let authority: Authority;
  let stranger: Authority;
  let client: CertificateFiles;
  let ollamaUrl: string;

  const createWorker = async (workerId: string, env: Record<string, string>): Promise<WorkerApp> => {
    const options = { workerId, dataDir: folder, apiAddresses: [api.grpcAddress], ollamaUrl };
    const tls = { ENGLOG_GRPC_TLS_ENABLED: 'true', ENGLOG_GRPC_SERVER_NAME: serverName };
    return openings.add(
      await WorkerApp.create({
        ...options,
        env: {
          ...tls,
          ENGLOG_GRPC_CERT_FILE: authority.cert,
          ENGLOG_RESILIENCE_RETRY_INITIAL_INTERVAL: '50ms',
          ...env,
        },
      }),
    );
  };

  beforeAll(async () => {
    requireBuilt('api', 'worker');
    folder = await scratchFolder(openings);
    authority = await createAuthority(folder, 'authority');
    stranger = await createAuthority(folder, 'stranger');
    const server = await authority.issue(serverName);
    client = await authority.issue('worker.englog.local');
    ollamaUrl = openings.add(await startScriptedOllama()).url;
    const env = {
      ENGLOG_GRPC_TLS_ENABLED: 'true',
      ENGLOG_GRPC_CERT_FILE: server.cert,
      ENGLOG_GRPC_KEY_FILE: server.key,
      ENGLOG_GRPC_CLIENT_CA_FILE: authority.cert,
    };
    api = openings.add(await ApiApp.create({ dataDir: `${folder}/api`, env }));
    await api.start();
  }, 60_000);
  afterAll(() => openings.close(), 60_000);
  afterAll(() => leakCheck());

  test('a worker with a certificate and no join token gets in and works', async () => {
    const worker = await createWorker('certified', { ENGLOG_JOIN_TOKEN: '', ...certified(client) });
    await worker.start();
    const ann = api.clientFor('ann');
    const entryIds = await logEntries(ann, 1);
    const asked = await ann.post<{ task_id: string }>('/v1/tasks/insights', { entry_ids: entryIds, insight_type: 'x' });
    const { body } = await ann.get<ResultAnswer>(`/v1/tasks/${asked.body.task_id}/result?wait=20s`);
    ann.close();
    expect(body).toMatchObject({ status: 'completed', worker_id: 'certified' });
  });

  /** What each outsider has; file names are filled in once there are files. */
  const outsiders: [what: string, env: () => Promise<Record<string, string>>][] = [
    ['no client certificate', async () => ({})],
    ['a certificate of another authority', async () => certified(await stranger.issue('worker.englog.local'))],
    ['no trust in the API’s certificate', async () => ({ ...certified(client), ENGLOG_GRPC_CERT_FILE: stranger.cert })],
    ['another server name', async () => ({ ...certified(client), ENGLOG_GRPC_SERVER_NAME: 'other.englog.local' })],
    ['no TLS at all', async () => ({ ENGLOG_GRPC_TLS_ENABLED: 'false' })],
  ];

  test.each(outsiders)('one with %s stays out, and says why in a few graded lines', async (_what, envOf) => {
    const env = await envOf();
    const worker = await createWorker('outsider', env);
    await worker.launch();
    const health = () => worker.health().catch(() => undefined);
    await waitFor(async () => ((await health())?.link.failures ?? 0) >= 4, { timeoutMs: 20_000, what: 'four tries' });
    const { body } = await api.admin.get<{ workers: { worker_id: string }[] }>('/v1/workers');
    expect(body.workers.map(({ worker_id }) => worker_id)).not.toContain('outsider');
    const complaints = worker
      .complaints({ warnings: true })
      .filter(({ msg }) => msg.includes('not connected to the API'));
    expect(complaints.length).toBeGreaterThan(0);
    // Repeats are counted, not written.
    expect(complaints.length).toBeLessThan(4);
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
  });
});
