import { testServers } from './servers';

// jest asks for a default export here.
export default async function globalTeardown(): Promise<void> {
  const { postgres, redis } = testServers();
  await Promise.all([postgres?.stop(), redis?.stop()]);
}
