const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const form = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** `90s`, `1.5m`, `2h`, or a number of seconds (as JSON number or text) in milliseconds; null for anything else. */
export const parseDurationMs = (value: string | number): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? Math.round(value * 1_000) : null;
  if (/^\d{1,9}(\.\d{1,3})?$/.test(value)) return Math.round(Number(value) * 1_000);
  const parts = form.exec(value);
  const unit = parts?.[2] === undefined ? undefined : unitMs[parts[2]];
  return unit === undefined ? null : Math.round(Number(parts?.[1]) * unit);
};
