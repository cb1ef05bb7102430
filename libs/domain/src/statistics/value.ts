import type { ValueRating } from '../entries';

/** How a rating counts when hours of different value are compared: each step up is worth twice the one below. */
export const valuePoints: Record<ValueRating, number> = { low: 1, medium: 2, high: 4, critical: 8 };
