import { findings } from './de-findings';
import { pieces } from './de-grammar';
import { log } from './de-log';
import { topicShapes } from './de-topics';
import { toShapes } from './shape';

export const germanShapes = toShapes([...topicShapes, ...log, ...findings], pieces);
