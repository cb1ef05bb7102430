import { validate, version } from 'uuid';
import { newTaskId } from './task-id';

test('ids are UUIDv7, each once, in order of their making', () => {
  const ids = Array.from({ length: 5000 }, newTaskId);
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(new Set(ids).size).toBe(5000);
  expect([...ids].sort()).toEqual(ids);
  const ms = parseInt((ids[0] as string).replaceAll('-', '').slice(0, 12), 16);
  expect(Math.abs(Date.now() - ms)).toBeLessThan(5000);
});
