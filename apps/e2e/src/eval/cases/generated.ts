import type { EvalCase } from './case';
import { clockCases } from './clocks';
import { freeCases } from './free-words';
import { longCases } from './long-logs';
import { textCases } from './texts';
import { weekCases } from './weeks';

/** Logs made here, the same at every time. */
export const generatedCases: readonly EvalCase[] = [
  ...weekCases,
  ...clockCases,
  ...textCases,
  ...longCases,
  ...freeCases,
];
