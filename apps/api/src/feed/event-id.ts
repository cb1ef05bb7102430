/**
 * Where an event stands in the feed, written `<ms>-<seq>-<index>`: the id of the Redis stream entry that carried it and its
 * place in that entry. An event that could not go through Redis stands after the last entry seen, from `outsideRedis` on.
 */
export type EventId = readonly [ms: number, seq: number, index: number];

export const outsideRedis = 1_000_000;

export const formatId = (id: EventId): string => id.join('-');

/** Null for what no feed gave: the follower then starts live. */
export const parseId = (text: string | undefined): EventId | null => {
  const match = /^(\d{1,15})-(\d{1,15})-(\d{1,15})$/.exec(text ?? '');
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null;
};

export const compareIds = (a: EventId, b: EventId): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
