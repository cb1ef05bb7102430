import { analysisPayload, periodOf } from '@englog/domain';
import type { JsonObject } from '@englog/domain';
import type { Compute } from '../compute/compute';
import type { Handler } from './handler';
import { parsePayload } from './parse-payload';
import { readSpans } from './read-spans';

/** Entries become distributions, trends and the like: all computed, no model asked, so an empty period is an answer too. */
export const createDataAnalysisHandler =
  ({ compute }: { compute: Pick<Compute, 'analyse'> }): Handler =>
  async (context) => {
    const payload = parsePayload(analysisPayload, context.task.payload, Object.keys(analysisPayload.shape));
    context.progress(2, 'reading entries');
    const asked = await readSpans(context.entries('asked'), context, 2, 40);
    const before = await readSpans(context.entries('period_before'), context, 40, 60);
    context.progress(60, `analysing ${asked.spans.length} entries`);
    const input = { spans: asked.spans, before: before.spans, period: periodOf(payload) };
    const model = await compute.analyse(input, context.signal);
    const content = model.findings.map((finding) => finding.text).join(' ');
    const result: JsonObject = { ...model, content, source: 'rules' };
    // Told, not silently left out: percentiles of a team need the entries of others, which no worker is given.
    if (payload.compare_team)
      result['team'] = { available: false, reason: 'needs the entries of at least five people' };
    return result;
  };
