import { isSameModel } from '@englog/domain';
import type { LaneStore } from '../store/lanes';
import type { FreeSlot } from '../store/task-writes';
import type { InFlight, WorkerSession } from './worker-session';

/** Sessions that may be given tasks of the same lanes. */
export interface SlotGroup {
  lanes: number[];
  slots: FreeSlot[];
}

/** The sessions whose streams are, or were last, on this replica. Pure bookkeeping: no I/O, no timers. */
export class Registry {
  readonly #byId = new Map<string, WorkerSession>();
  readonly #byWorker = new Map<string, WorkerSession>();
  readonly #byTokenHash = new Map<string, WorkerSession>();
  readonly #lanes: LaneStore;
  /** By lane that names a model: the sessions that serve it and have the model loaded. */
  readonly #warm = new Map<number, Set<WorkerSession>>();
  /** Slots promised by sessions that have left, by session id: one that comes back owes them still. */
  readonly #owed = new Map<string, number>();
  #nextFirst = 0;
  #lanesNoticed = 0;

  constructor(lanes: LaneStore) {
    this.#lanes = lanes;
  }

  add(session: WorkerSession): void {
    this.#byId.set(session.id, session);
    this.#byWorker.set(session.workerId, session);
    this.#byTokenHash.set(session.record.tokenHash, session);
    session.reserved += this.#owed.get(session.id) ?? 0;
    this.#owed.delete(session.id);
    this.refreshLanes(session);
  }

  /** Nothing happens when it was dropped before, though its worker may have come back with the same session. */
  drop(session: WorkerSession): void {
    if (this.#byId.get(session.id) !== session) return;
    this.#byId.delete(session.id);
    this.#byTokenHash.delete(session.record.tokenHash);
    if (this.#byWorker.get(session.workerId) === session) this.#byWorker.delete(session.workerId);
    for (const sessions of this.#warm.values()) sessions.delete(session);
    if (session.reserved > 0) this.#owed.set(session.id, session.reserved);
    // Nobody settles with a session that is gone.
    while (session.reserved > 0) session.settle();
  }

  get(sessionId: string): WorkerSession | undefined {
    return this.#byId.get(sessionId);
  }

  byWorker(workerId: string): WorkerSession | undefined {
    return this.#byWorker.get(workerId);
  }

  byTokenHash(hash: string): WorkerSession | undefined {
    return this.#byTokenHash.get(hash);
  }

  all(): WorkerSession[] {
    return [...this.#byId.values()];
  }

  /** Call when a session's offer, its models, its Ollama or the set of lanes has changed. */
  refreshLanes(session: WorkerSession): void {
    session.lanes = [];
    for (const { id, requirements } of this.#lanes.all()) {
      const serves = session.serves(requirements);
      if (serves) session.lanes.push(id);
      if (requirements.model !== null) this.#noteWarm(id, session, serves && hasLoaded(session, requirements.model));
    }
  }

  #noteWarm(lane: number, session: WorkerSession, isWarm: boolean): void {
    const sessions = this.#warm.get(lane);
    // A session that was dropped meanwhile is not noted again.
    if (!isWarm || this.#byId.get(session.id) !== session) sessions?.delete(session);
    else if (sessions === undefined) this.#warm.set(lane, new Set([session]));
    else sessions.add(session);
  }

  /** Call when the set of lanes may have changed: whoever reads a task may have learned its lane. */
  noticeLanes(): void {
    if (this.#lanes.version === this.#lanesNoticed) return;
    this.#lanesNoticed = this.#lanes.version;
    this.#warm.clear();
    for (const session of this.#byId.values()) this.refreshLanes(session);
  }

  /**
   * Reserves a free slot that serves the lane, of the least loaded of the sessions that have its model loaded, or else of all;
   * null when no more than `ahead` are free, which have takers.
   */
  reserve(lane: number, ahead: number): WorkerSession | null {
    const warm = this.#warm.get(lane);
    let best: WorkerSession | null = null;
    let bestFree = 0;
    let isBestWarm = false;
    let allFree = 0;
    for (const session of this.#byId.values()) {
      const free = session.freeSlots;
      if (free === 0 || !session.lanes.includes(lane)) continue;
      allFree += free;
      const isWarm = warm?.has(session) ?? false;
      if (isWarm === isBestWarm ? free > bestFree : isWarm) [best, bestFree, isBestWarm] = [session, free, isWarm];
    }
    if (best === null || allFree <= ahead) return null;
    best.reserved += 1;
    return best;
  }

  hasFreeSlotAmong(lanes: ReadonlyMap<number, unknown>): boolean {
    if (lanes.size === 0) return false;
    for (const session of this.#byId.values())
      if (session.freeSlots > 0 && session.lanes.some((lane) => lanes.has(lane))) return true;
    return false;
  }

  /** The lanes of which some session could be given a task now. */
  openLanes(): Set<number> {
    const open = new Set<number>();
    for (const session of this.#byId.values())
      if (session.freeSlots > 0) session.lanes.forEach((lane) => open.add(lane));
    return open;
  }

  /**
   * Reserves free slots of sessions that serve the same lanes, at least one of which holds `ready` tasks (so many by lane):
   * one slot more than those, `max` at most, dealt one a session in turn, sessions that have a model of theirs loaded before
   * the others. The caller gives every slot back through `settle`.
   */
  reserveGroup(ready: ReadonlyMap<number, number>, max: number): SlotGroup | null {
    const sessions = [...this.#byId.values()];
    const start = this.#nextFirst++ % Math.max(1, sessions.length);
    const rotated = [...sessions.slice(start), ...sessions.slice(0, start)];
    const first = rotated.find((s) => s.freeSlots > 0 && s.lanes.some((lane) => ready.has(lane)));
    if (first === undefined) return null;
    const key = first.lanes.join();
    const group = rotated.filter((s) => s.freeSlots > 0 && s.lanes.join() === key);
    const lanes = first.lanes.filter((lane) => ready.has(lane));
    const known = lanes.reduce((sum, lane) => sum + (ready.get(lane) ?? 0), 0);
    return { lanes, slots: this.#deal(group, lanes, Math.min(max, known + 1)) };
  }

  #deal(group: WorkerSession[], lanes: number[], max: number): FreeSlot[] {
    const warm = lanes.flatMap((lane) => this.#warm.get(lane) ?? []);
    if (warm.length === 0) return deal(group, max);
    const isWarm = (session: WorkerSession): boolean => warm.some((sessions) => sessions.has(session));
    const slots = deal(group.filter(isWarm), max);
    return [...slots, ...deal(group, max - slots.length)];
  }

  /** A reserved slot was used or not needed after all. */
  settle(sessionId: string): void {
    const session = this.#byId.get(sessionId);
    if (session !== undefined) session.settle();
    else this.#settleOwed(sessionId);
  }

  #settleOwed(sessionId: string): void {
    const left = (this.#owed.get(sessionId) ?? 0) - 1;
    if (left > 0) this.#owed.set(sessionId, left);
    else this.#owed.delete(sessionId);
  }

  find(taskId: string): { session: WorkerSession; inFlight: InFlight } | null {
    for (const session of this.#byId.values()) {
      const inFlight = session.inFlight.get(taskId);
      if (inFlight !== undefined) return { session, inFlight };
    }
    return null;
  }
}

function hasLoaded(session: WorkerSession, model: string): boolean {
  return session.record.models.some(({ name, loaded }) => loaded && isSameModel(name, model));
}

function deal(sessions: WorkerSession[], max: number): FreeSlot[] {
  const slots: FreeSlot[] = [];
  for (let dealt = true; dealt && slots.length < max;) {
    dealt = false;
    for (const session of sessions) {
      if (slots.length >= max) break;
      if (session.freeSlots === 0) continue;
      session.reserved += 1;
      slots.push({ sessionId: session.id, workerId: session.workerId });
      dealt = true;
    }
  }
  return slots;
}
