import type { ImpactLevel, ValueRating } from '../entries';

/** How a rating counts when hours of different value are compared: each step up is worth twice the one below. */
export const valuePoints: Record<ValueRating, number> = { low: 1, medium: 2, high: 4, critical: 8 };
export const impactPoints: Record<ImpactLevel, number> = { personal: 1, team: 2, department: 4, company: 8 };
