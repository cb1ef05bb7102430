import { join } from 'node:path';
import { drawChart } from '@englog/domain';
import type { ChartDrawing } from '@englog/domain';
import { leakCheck } from '@englog/testing';
import { createChartDrawer } from './chart-drawer';
import type { ChartDrawer } from './chart-drawer';

const drawing: ChartDrawing = {
  height: 200,
  option: {
    animation: false,
    xAxis: { type: 'category', data: ['a', 'b'] },
    yAxis: { type: 'value' },
    series: [{ type: 'bar', data: [1, 2] }],
  },
};
const shapes = (svg: string) => svg.match(/<path d="[^"]*"/g);

let drawer: ChartDrawer;
beforeEach(() => {
  drawer = createChartDrawer();
});
afterEach(() => drawer.stop());
afterAll(() => leakCheck());

test('a thread draws the same as the domain does, many at once', async () => {
  const expected = shapes(await drawChart(drawing));
  const svgs = await Promise.all(Array.from({ length: 5 }, () => drawer.draw(drawing)));
  expect(expected).not.toBeNull();
  for (const svg of svgs) expect(shapes(svg)).toEqual(expected);
});

test('what cannot be drawn fails alone', async () => {
  const bad = { height: 200, option: { series: [{ type: 'no such' }], xAxis: 3 } } as unknown as ChartDrawing;
  const [, good] = await Promise.allSettled([drawer.draw(bad), drawer.draw(drawing)]);
  expect(good.status).toBe('fulfilled');
});

test('a thread that cannot start fails the chart, and so does a stop', async () => {
  const broken = createChartDrawer(join(__dirname, 'no-such-file.js'));
  await expect(broken.draw(drawing)).rejects.toThrow(/no-such-file/);
  await broken.stop();
  const drawn = drawer.draw(drawing);
  const outcome = expect(drawn).rejects.toThrow(/ended/);
  await drawer.stop();
  await outcome;
  await expect(drawer.draw(drawing)).rejects.toThrow(/stopping/);
});
