import { parentPort } from 'node:worker_threads';
import { isReport, renderReport } from '@englog/domain';
import type { JsonObject, ReportFormat } from '@englog/domain';

export interface RenderRequest {
  id: number;
  /** The result document, JSON in UTF-8. */
  json: Uint8Array;
  format: ReportFormat;
}
/** Body null: the result is no report. */
export type RenderAnswer = { id: number; body: Uint8Array<ArrayBuffer> | null } | { id: number; problem: string };

const render = async ({ json, format }: RenderRequest): Promise<Uint8Array<ArrayBuffer> | null> => {
  const result = JSON.parse(new TextDecoder().decode(json)) as JsonObject | null;
  return isReport(result) ? new TextEncoder().encode(await renderReport(result, format)) : null;
};

/** The thread's program: renders what it is sent. */
parentPort?.on('message', (request: RenderRequest) => {
  const { id } = request;
  render(request).then(
    (body) => parentPort?.postMessage({ id, body } satisfies RenderAnswer, body === null ? [] : [body.buffer]),
    (error: unknown) => parentPort?.postMessage({ id, problem: String(error) } satisfies RenderAnswer),
  );
});
