import type { ProblemAnswer } from '@englog/domain';

const maxFields = 5;

/** A refused request as one line: what the API says, and each field at fault. */
export const problemLine = async (response: Response): Promise<string> => {
  const text = await response.text().catch(() => '');
  const problem = parseProblem(text);
  if (problem === null) return `the API answered ${response.status} ${response.statusText}`.trim();
  const detail = problem.detail ?? problem.error ?? problem.title ?? 'refused';
  const fields = (problem.errors ?? []).filter(
    ({ field, message }) => !(detail.includes(field) && detail.includes(message)),
  );
  const shown = fields.slice(0, maxFields).map(({ field, message }) => `${field}: ${message}`);
  const more = fields.length > maxFields ? [`and ${fields.length - maxFields} more`] : [];
  return [`${detail} (${response.status})`, ...shown, ...more].join('; ');
};

const parseProblem = (text: string): Partial<ProblemAnswer> | null => {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null ? (document as Partial<ProblemAnswer>) : null;
  } catch {
    return null;
  }
};
