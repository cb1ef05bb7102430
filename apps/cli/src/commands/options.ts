import { InvalidArgumentError, Option } from 'commander';
import { localZone } from '../moments';

export const collect = (value: string, before: string[]): string[] => [...before, value];

export const timeZoneOption = (): Option =>
  new Option('--time-zone <zone>', 'IANA time zone that days are counted in').default(localZone());

const secondsByUnit: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `45m`, `12h`, `30d` as seconds. */
export const parseSeconds = (text: string): number => {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must look like 45m, 12h or 30d.');
  return Number(match[1]) * (secondsByUnit[match[2] ?? ''] ?? 0);
};

export const parseCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return count;
};

/** Seconds, told to the user as they would write it. */
export const durationOption = (flags: string, description: string, byDefault: string): Option =>
  new Option(flags, description).argParser(parseSeconds).default(parseSeconds(byDefault), byDefault);

export const freshOption = (): Option =>
  new Option('--fresh', 'ask the model again rather than take its stored answer to the same question');
