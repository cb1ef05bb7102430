import type { Load } from './load';
import type { World, WorldKind } from './world';

export interface Scene {
  world: World;
  /** Running while the fault acts. */
  load: Load;
}

export interface Fault {
  name: string;
  worlds: readonly WorldKind[];
  /** Part of the short matrix too, in these worlds. */
  short?: readonly WorldKind[];
  /** Why at-least-once lets handlers run again here, and how many at most; absent: not one may. */
  repeats?: { why: string; most: number };
  /** The handler itself asks the model again: its runs are told by its attempts. */
  asksModelAgain?: boolean;
  /** No task may take longer, from its client's first try to its end; absent: as long as the fault lasts. */
  mostStallMs?: number;
  /** The API's times are not to be believed here: the load's client waits for each task's end and takes its own. */
  liesAboutTime?: boolean;
  /**
   * Does the harm and, where the fault is one that passes, undoes it. Answers what shows that it hit; rejects when it
   * did not. Whatever it leaves broken is mended afterwards.
   */
  act(scene: Scene): Promise<string>;
}

export const everywhere: readonly WorldKind[] = ['servers', 'embedded'];
export const onServers: readonly WorldKind[] = ['servers'];
