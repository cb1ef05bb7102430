import { parentPort } from 'node:worker_threads';
import { drawChart } from '@englog/domain';
import type { ChartDrawing } from '@englog/domain';

export interface ChartRequest {
  id: number;
  drawing: ChartDrawing;
}
export type ChartAnswer = { id: number; svg: string } | { id: number; problem: string };

/** The thread's program: draws what it is sent, in order. */
parentPort?.on('message', ({ id, drawing }: ChartRequest) => {
  drawChart(drawing).then(
    (svg) => parentPort?.postMessage({ id, svg } satisfies ChartAnswer),
    (error: unknown) => parentPort?.postMessage({ id, problem: String(error) } satisfies ChartAnswer),
  );
});
