import { z } from 'zod';

const durationUnits: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const byteUnits: Record<string, number> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

const withUnit = (units: Record<string, number>, expected: string) =>
  z.union([z.string(), z.number()], { error: expected }).transform((value, context) => {
    const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(String(value).trim()) ?? [];
    const factor = amount !== '' && Number(amount) === 0 && unit === '' ? 0 : units[unit];
    if (amount === '' || factor === undefined) {
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    }
    return Math.round(Number(amount) * factor);
  });

/** `500ms`, `30s`, `2m`, `12h`, `30d`, or 0. Parses to milliseconds; a bare number has no unit and is refused. */
export const duration = withUnit(
  durationUnits,
  'expected a duration with its unit, such as 500ms, 30s, 2m, 12h or 30d',
);

/** `512B`, `64KiB`, `1MiB`, `2GiB`, or 0. Parses to bytes. */
export const byteSize = withUnit(byteUnits, 'expected a size with its unit, such as 512B, 64KiB or 1MiB');
