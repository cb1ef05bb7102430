import { htmlTable } from './html-table';

const counted = (rows: (string | number)[][]) => {
  let reads = 0;
  const watched = rows.map(
    (row) =>
      new Proxy(row, {
        get: (target, key, receiver) => {
          if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
          return Reflect.get(target, key, receiver) as unknown;
        },
      }),
  );
  return { watched, reads: () => reads };
};

test('each cell is read a fixed number of times, however many rows there are', () => {
  const { watched, reads } = counted(Array.from({ length: 1_000 }, (_, index) => [`p${index}`, '1.50', index]));
  htmlTable(['Project', 'Hours', 'Entries'], watched);
  expect(reads()).toBeLessThanOrEqual(3 * 3_000);
});

test('columns of figures alone stand to the right, never the first', () => {
  expect(
    htmlTable(
      ['', 'Hours', 'Name'],
      [
        [1, '+0.50', '3'],
        [2, '40 %', 'x'],
      ],
    ),
  ).toBe(
    '<table><thead><tr><th scope="col"></th><th scope="col" class="n">Hours</th><th scope="col">Name</th></tr></thead>' +
      '<tbody><tr><td>1</td><td class="n">+0.50</td><td>3</td></tr><tr><td>2</td><td class="n">40 %</td><td>x</td></tr></tbody></table>',
  );
  expect(htmlTable(['a'], [])).toBe('');
});
