import type { Compute } from '../compute/compute';
import type { Ollama } from '../ollama/ollama';
import { createCleanupHandler } from './cleanup';
import { createDataAnalysisHandler } from './data-analysis';
import type { HandlerRegistry } from './handler';
import { createInsightHandler } from './insight';
import type { LlmOptions } from './llm-options';
import { createNotificationHandler } from './notification';
import type { WebhookOptions } from './notify/post-webhook';
import type { SmtpOptions } from './notify/send-email';
import { createWeeklyReportHandler } from './weekly-report';

/** What handlers need: the configuration's blocks as they are, and what the composition root opened. */
export interface HandlerDependencies {
  ollama: Ollama;
  compute: Compute;
  llm: LlmOptions;
  smtp: SmtpOptions;
  webhook: WebhookOptions;
}

/** One handler a task type: where a new type is added. */
export const createHandlers = (dependencies: HandlerDependencies): Required<HandlerRegistry> => ({
  insight_generation: createInsightHandler(dependencies),
  weekly_report: createWeeklyReportHandler(dependencies),
  data_analysis: createDataAnalysisHandler(dependencies),
  cleanup: createCleanupHandler(),
  notification: createNotificationHandler(dependencies),
});
