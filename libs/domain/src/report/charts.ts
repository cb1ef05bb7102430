import type { EChartsOption } from 'echarts';
import { typeWords } from '../facts/fact';
import type { ReportModel } from './report-model';

export interface Chart {
  title: string;
  height: number;
  option: EChartsOption;
}

const width = 720;
const colors = [
  '#2f6db5',
  '#e08a2e',
  '#4f9d69',
  '#b5485d',
  '#7a5ea8',
  '#8c6d4f',
  '#4aa5b0',
  '#c2a63a',
  '#7f7f7f',
  '#d98cb3',
  '#5b7f3b',
  '#9fb8d9',
  '#555555',
];
const shared: EChartsOption = {
  animation: false,
  color: colors,
  textStyle: { fontFamily: 'Helvetica, Arial, sans-serif' },
};
/** Few bars stay bars. */
const barMaxWidth = 56;
const maxBars = 15;
/** More days than this are drawn by week. */
const maxDays = 62;

const short = (text: string): string => (text.length > 28 ? `${text.slice(0, 27)}…` : text);

/** Up to here there is room for the weekday too. */
const maxNamedDays = 14;

/** Days, or from a length on the weeks they are in, each with the first day's date. */
const columnsOf = (days: ReportModel['by_day']): Map<string, string> => {
  const columns = new Map<string, string>();
  let first = '';
  for (const [index, { date, weekday }] of days.entries()) {
    if (days.length <= maxDays || index === 0 || weekday === 'Monday') first = date;
    columns.set(date, first);
  }
  return columns;
};

const dayChart = (report: ReportModel): EChartsOption => {
  const columns = columnsOf(report.by_day);
  const names = [...new Set(columns.values())];
  const minutes = new Map<string, Map<string, number>>(report.by_type.map(({ name }) => [name, new Map()]));
  let date = '';
  let column = '';
  for (const row of report.table) {
    // Rows come by day.
    if (row.date !== date) [date, column] = [row.date, columns.get(row.date) ?? ''];
    const ofType = minutes.get(row.type);
    ofType?.set(column, (ofType.get(column) ?? 0) + row.minutes);
  }
  const hoursOf = (type: string, column: string): number => (minutes.get(type)?.get(column) ?? 0) / 60;
  const weekdays = new Map(report.by_day.map(({ date, weekday }) => [date, weekday.slice(0, 3)]));
  const labels = names.map((name) => (names.length > maxNamedDays ? name : `${weekdays.get(name) ?? ''}\n${name}`));
  return {
    ...shared,
    // The width of text is a guess where there is no screen: room for a font that is wider.
    legend: { bottom: 0, type: 'plain', itemGap: 26, itemWidth: 14, padding: [5, 40] },
    grid: { left: 45, right: 10, top: 25, bottom: 85 },
    xAxis: { type: 'category', data: labels },
    yAxis: { type: 'value', name: 'h' },
    series: report.by_type.map(({ name }) => ({
      type: 'bar',
      barMaxWidth,
      stack: 'day',
      name: typeWords(name),
      data: names.map((column) => Math.round(hoursOf(name, column) * 100) / 100),
    })),
  };
};

const projectChart = (report: ReportModel): EChartsOption => {
  const projects = report.by_project.slice(0, maxBars).reverse();
  return {
    ...shared,
    grid: { left: 200, right: 60, top: 10, bottom: 25 },
    xAxis: { type: 'value', name: 'h' },
    yAxis: { type: 'category', data: projects.map(({ name }) => short(name ?? '(none)')) },
    series: [
      { type: 'bar', barMaxWidth, data: projects.map(({ hours }) => hours), label: { show: true, position: 'right' } },
    ],
  };
};

const hourChart = (report: ReportModel): EChartsOption => ({
  ...shared,
  grid: { left: 45, right: 10, top: 25, bottom: 30 },
  xAxis: { type: 'category', data: report.by_hour.map((_, hour) => String(hour).padStart(2, '0')) },
  yAxis: { type: 'value', name: 'h' },
  series: [{ type: 'bar', data: report.by_hour.map((minutes) => Math.round((minutes / 60) * 100) / 100) }],
});

/** The report's charts, none of them drawn. */
export function* chartsOf(report: ReportModel): Generator<Chart> {
  if (report.entries_count === 0) return;
  yield { title: 'Hours by day and type', height: 320, option: dayChart(report) };
  // One bar compares nothing.
  if (report.by_project.length > 1) {
    const height = 60 + Math.min(maxBars, report.by_project.length) * 26;
    yield { title: 'Hours by project', height, option: projectChart(report) };
  }
  yield { title: 'Hours by time of day', height: 220, option: hourChart(report) };
}

/** As SVG, at once, for some tens of milliseconds. The library is loaded on first use: most processes never draw. */
export const drawChart = async ({ height, option }: Chart): Promise<string> => {
  const { init } = await import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
};
