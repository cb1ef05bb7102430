import { analysisPayload, periodOf, roundTo } from '@englog/domain';
import type { JsonObject } from '@englog/domain';
import type { Compute } from '../compute/compute';
import type { Handler, HandlerContext } from './handler';
import { createLiveText } from './live-text';
import { parsePayload } from './parse-payload';
import { readSpans } from './read-spans';

const minTeam = 5;

/** Quartiles of the others and the user's own place; nothing that could be one person's. */
const teamOf = ({ people, measures }: Awaited<ReturnType<HandlerContext['compareWithTeam']>>): JsonObject => {
  if (measures.length === 0)
    return { available: false, people, reason: `fewer than ${minTeam} others logged time in this period` };
  const rounded = measures.map(({ name, own, p25, median, p75, percentile }) => ({
    name,
    own: roundTo(own, 1),
    p25: roundTo(p25, 1),
    median: roundTo(median, 1),
    p75: roundTo(p75, 1),
    percentile: roundTo(percentile, 0),
  }));
  return { available: true, people, measures: rounded };
};

/** Entries become distributions, trends and the like: all computed, no model asked, so an empty period is an answer too. */
export const createDataAnalysisHandler =
  ({ compute, now = Date.now }: { compute: Pick<Compute, 'analyse'>; now?: () => number }): Handler =>
  async (context) => {
    const payload = parsePayload(analysisPayload, context.task.payload, Object.keys(analysisPayload.shape));
    context.progress(2, 'reading entries');
    const asked = await readSpans(context.entries('asked'), context, 2, 40);
    const before = await readSpans(context.entries('period_before'), context, 40, 60);
    context.progress(60, `analysing ${asked.spans.length} entries`);
    const input = { spans: asked.spans, before: before.spans, period: periodOf(payload, asked.timeZone), now: now() };
    const model = await compute.analyse(input, context.signal);
    const content = model.findings.map((finding) => finding.text).join(' ');
    createLiveText(context).finish(content);
    const result: JsonObject = { ...model, content, source: 'rules' };
    if (payload.compare_team) {
      context.progress(95, 'comparing with the team');
      result['team'] = teamOf(await context.compareWithTeam());
    }
    return result;
  };
