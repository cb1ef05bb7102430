import { german } from '../free/de';
import { english } from '../free/en';
import { french } from '../free/fr';
import * as laterGerman from '../free/later/de';
import * as laterEnglish from '../free/later/en';
import * as laterFrench from '../free/later/fr';
import { readFree } from '../free/read';
import { lastFreeInsight } from '../free/week';
import { sentences } from './model';
import type { Asked, ScriptedModel } from './model';

/** Tells each sentence of its list once: when the facts it cites are first asked for, and the rest at the last asking. */
function free(name: string, list: string): ScriptedModel {
  let left = readFree(list);
  const answer = ({ facts, prompt }: Asked) => {
    const ids = new Set(facts.map(({ id }) => id));
    const isLast = prompt.includes(`an insight on ${lastFreeInsight}`);
    const now = left.filter(({ fact_ids }) => isLast || fact_ids.every((id) => ids.has(id)));
    left = left.filter((one) => !now.includes(one));
    return sentences(now);
  };
  return { name, isHonest: true, does: 'words of its own, true, and false by a little', answer };
}

/** Neither honest nor liars: each of their true sentences stands before its nearest false ones. */
export const freeModels: readonly ScriptedModel[] = [
  free('free:en', english),
  free('free:de', german),
  free('free:fr', french),
  free('seen:en', laterEnglish.seen),
  free('seen:de', laterGerman.seen),
  free('seen:fr', laterFrench.seen),
  free('held-back:en', laterEnglish.heldBack),
  free('held-back:de', laterGerman.heldBack),
  free('held-back:fr', laterFrench.heldBack),
];
