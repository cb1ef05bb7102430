import { findings } from './fr-findings';
import { pieces } from './fr-grammar';
import { log } from './fr-log';
import { topicShapes } from './fr-topics';
import { toShapes } from './shape';

export const frenchShapes = toShapes([...topicShapes, ...log, ...findings], pieces);
