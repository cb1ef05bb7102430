import { queryPostgres } from './postgres/query-postgres';
import { createTestDatabase } from './test-database';
import { describeWithPostgres } from './jest/requirements';

describeWithPostgres('a test database', () => {
  test('is apart from the others, and gone once dropped', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await queryPostgres(one.url, 'create table only_here (n int)');
    await expect(queryPostgres(two.url, 'select * from only_here')).rejects.toThrow('does not exist');
    await Promise.all([one.drop(), two.drop()]);
    await expect(queryPostgres(one.url, 'select 1')).rejects.toThrow('does not exist');
  });

  test('says what to do when there is no server', async () => {
    await expect(createTestDatabase('')).rejects.toThrow('global-setup.ts');
  });
});
