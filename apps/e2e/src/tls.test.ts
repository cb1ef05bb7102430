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
const impatient = {
  ENGLOG_RESILIENCE_RETRY_INITIAL_INTERVAL: '50ms',
  ENGLOG_RESILIENCE_RETRY_MAX_INTERVAL: '50ms',
  ENGLOG_GRPC_CONNECT_TIMEOUT: '1s',
};
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
          ...impatient,
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

  /** What each outsider has, once there are files, and the line that says what is wrong. */
  const outsiders: [what: string, env: () => Promise<Record<string, string>>, line: RegExp][] = [
    ['no client certificate', async () => ({}), /it wants a certificate of this worker/],
    [
      'a certificate of another authority',
      async () => certified(await stranger.issue('worker.englog.local')),
      /it closed the connection at once/,
    ],
    [
      'no trust in the API’s certificate',
      async () => ({ ...certified(client), ENGLOG_GRPC_CERT_FILE: stranger.cert }),
      /its certificate is not trusted/,
    ],
    [
      'another server name',
      async () => ({ ...certified(client), ENGLOG_GRPC_SERVER_NAME: 'other.englog.local' }),
      /its certificate is for another name/,
    ],
    [
      'no TLS at all',
      async () => ({ ENGLOG_GRPC_TLS_ENABLED: 'false' }),
      /it closed the connection at once: does it want TLS/,
    ],
  ];

  test.each(outsiders)(
    'one with %s stays out, and says why in one line, repeats counted',
    async (what, envOf, line) => {
      const workerId = what.replaceAll(/\W+/g, '-');
      const worker = await createWorker(workerId, await envOf());
      await worker.launch();
      try {
        const failures = async () => (await worker.health()).link.failures;
        await waitFor(async () => (await failures()) >= 8, { timeoutMs: 25_000, what: 'eight tries' });
        const { body } = await api.admin.get<{ workers: { worker_id: string }[] }>('/v1/workers');
        expect(body.workers.map(({ worker_id }) => worker_id)).not.toContain(workerId);
        const complaints = worker
          .complaints({ warnings: true })
          .filter(({ msg }) => msg === 'not connected to the API');
        expect(complaints[0]?.why).toMatch(line);
        // Of each cause the first and the third; now and then the connection breaks in a second way.
        expect(complaints.length).toBeLessThanOrEqual(4);
      } finally {
        expect(await worker.stop()).toEqual({ code: 0, signal: null });
      }
    },
  );
});
