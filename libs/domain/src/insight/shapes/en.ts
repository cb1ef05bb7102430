import { findings } from './en-findings';
import { pieces } from './en-grammar';
import { log } from './en-log';
import { topicShapes } from './en-topics';
import { toShapes } from './shape';

export const englishShapes = toShapes([...topicShapes, ...log, ...findings], pieces);
