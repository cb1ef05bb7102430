// make dev-up: a PostgreSQL and a Redis for development, until Ctrl-C. Their data stay in .data/dev. Writes their addresses
// to .data/dev.env, which make dev-api reads. Run with tsx.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { startPostgres, startRedis } from '../libs/testing/src/index.ts';

const folder = '.data/dev';
const envFile = '.data/dev.env';

const stopped = new Promise((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});
await mkdir(folder, { recursive: true });
const postgres = await startPostgres({ dataDir: `${folder}/postgres`, durable: true });
const redis = await startRedis().catch(async (error) => {
  await postgres.stop();
  throw error;
});
await writeFile(envFile, `DATABASE_URL=${postgres.url}\nREDIS_URL=${redis.url}\n`);
console.log(
  `PostgreSQL ${postgres.url}\nRedis      ${redis.url}\nmake dev-api uses them while this runs (${envFile}); Ctrl-C ends them.`,
);
await stopped;
await rm(envFile, { force: true });
await Promise.all([postgres.stop(), redis.stop()]);
