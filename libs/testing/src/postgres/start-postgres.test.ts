import { access } from 'node:fs/promises';
import { queryPostgres } from './query-postgres';
import { startPostgres, type Postgres } from './start-postgres';
import { describeWithPostgres } from '../jest/requirements';

describeWithPostgres('a throwaway PostgreSQL', () => {
  let postgres: Postgres;

  beforeAll(async () => {
    postgres = await startPostgres({ durable: true, settings: { max_connections: 12 } });
  });
  afterAll(() => postgres.stop());

  test('runs with the settings asked for', async () => {
    await expect(queryPostgres(postgres.url, 'show max_connections')).resolves.toEqual([{ max_connections: '12' }]);
    await expect(queryPostgres(postgres.url, 'show fsync')).resolves.toEqual([{ fsync: 'on' }]);
  });

  test('keeps what was committed through a crash and a restart, on the same port', async () => {
    await queryPostgres(postgres.url, 'create table kept (n int)');
    await queryPostgres(postgres.url, 'insert into kept values (7)');
    const { pid, url } = postgres;
    await postgres.kill();
    expect(() => postgres.pid).toThrow('not running');
    await expect(queryPostgres(url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
    await postgres.start();
    expect(postgres.pid).not.toBe(pid);
    await postgres.restart();
    await expect(queryPostgres(url, 'select n from kept')).resolves.toEqual([{ n: 7 }]);
  });

  test('leaves no folder behind', async () => {
    const other = await startPostgres();
    await other.stop();
    await expect(access(other.dataDir)).rejects.toThrow('ENOENT');
  });
});
