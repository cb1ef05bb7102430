import type { Tally } from '../tally';
import { expectedOf } from './expected';
import type { FactSeen, Known } from './expected';

const fractional = ['hours', 'percent', 'points_per_hour'];

/** A fact's text without the names, days and hours of day it quotes: what is left holds its one figure. */
const bare = (text: string): string =>
  text
    .replace(/“[^”]*”/g, '')
    .replace(/\d{4}-\d{2}-\d{2}/g, '')
    .replace(/\b\d{2}:\d{2}\b/g, '');

/** Each fact's value by the minutes, and its text by its value. */
export function checkFacts(facts: readonly FactSeen[], known: Known, tally: Tally): void {
  for (const fact of facts) {
    const decimals = fractional.includes(fact.unit) ? 1 : 0;
    tally.figure(`fact ${fact.id}`, fact.value, expectedOf(fact, known), decimals);
    tally.same(`text of fact ${fact.id}`, bare(fact.text).match(/\d+(?:\.\d+)?/g), [String(Math.abs(fact.value))]);
  }
}
