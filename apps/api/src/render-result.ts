import { isReport, reportPieces } from '@englog/domain';
import type { DrawChart } from '@englog/domain';
import type { RenderResult } from './http/tasks/result';

/** The other forms of a completed task's result: a report has them, whoever's worker made it. */
export const createRenderResult =
  (draw: DrawChart): RenderResult =>
  ({ result }, format) =>
    isReport(result) ? reportPieces(result, format, draw) : null;
