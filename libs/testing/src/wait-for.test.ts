import { waitFor } from './wait-for';

test('answers what the condition returned once it holds', async () => {
  let looks = 0;
  await expect(waitFor(() => (++looks === 3 ? 'ready' : undefined), { intervalMs: 1 })).resolves.toBe('ready');
  expect(looks).toBe(3);
});

test('names what it waited for, and the last error, when it gives up', async () => {
  const refused = async () => {
    throw new Error('connection refused');
  };
  await expect(waitFor(refused, { timeoutMs: 20, intervalMs: 5, what: 'the API' })).rejects.toThrow(
    'waited 20 ms for the API: connection refused',
  );
});
