import { EnglogError } from '@englog/domain';

export interface StreamLimit {
  /**
   * Takes a place among the open streams; call what it gives back when the stream ends.
   * @throws EnglogError `unavailable` when the server has no place left, `resource_exhausted` when the user has too many
   */
  enter(userId: string): () => void;
  open(): number;
}

/** How many live streams there may be, in all and for one user. */
export const createStreamLimit = (maxStreams: number, maxPerUser: number): StreamLimit => {
  const byUser = new Map<string, number>();
  let total = 0;
  return {
    open: () => total,
    enter: (userId) => {
      const own = byUser.get(userId) ?? 0;
      if (own >= maxPerUser)
        throw new EnglogError('resource_exhausted', `At most ${maxPerUser} live streams a user`, {
          retryAfterMs: 5_000,
        });
      if (total >= maxStreams)
        throw new EnglogError('unavailable', 'All live streams of this server are taken', { retryAfterMs: 5_000 });
      total += 1;
      byUser.set(userId, own + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        total -= 1;
        const remaining = (byUser.get(userId) ?? 1) - 1;
        if (remaining > 0) byUser.set(userId, remaining);
        else byUser.delete(userId);
      };
    },
  };
};
