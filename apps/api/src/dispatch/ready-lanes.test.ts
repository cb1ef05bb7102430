import { ReadyLanes } from './ready-lanes';

describe('what is known of the lanes', () => {
  it('counts what comes in, and any number is more than all', () => {
    const ready = new ReadyLanes();
    expect(ready.isEmpty).toBe(true);
    ready.add(1, 2);
    ready.add(1, 3);
    ready.add(2, Infinity);
    ready.add(2, 1);
    expect([ready.in(1), ready.in(2), ready.in(3)]).toEqual([5, Infinity, 0]);
  });

  it('a claim with a slot to spare has what it knows of for its own; coming back short, it proves the lane empty', () => {
    const ready = new ReadyLanes();
    ready.add(1, 2);
    const claim = ready.claim([1], 3);
    expect(ready.in(1)).toBe(0);
    ready.add(1, 1);
    ready.claimed(claim, [1, 1]);
    expect(ready.in(1)).toBe(1);
  });

  it('a claim that found more than was known leaves any number', () => {
    const ready = new ReadyLanes();
    ready.add(1, 2);
    ready.claimed(ready.claim([1], 3), [1, 1, 1]);
    expect(ready.in(1)).toBe(Infinity);
  });

  it('a claim with fewer slots leaves the rest, never nothing: what it took may be others', () => {
    const ready = new ReadyLanes();
    ready.add(1, 4);
    ready.add(2, 1);
    ready.claimed(ready.claim([1, 2], 3), [1, 1, 2]);
    expect([ready.in(1), ready.in(2)]).toEqual([2, 1]);
  });

  it('a short claim over any number empties its lanes, but for those heard of meanwhile', () => {
    const ready = new ReadyLanes();
    ready.add(1, Infinity);
    ready.add(2, Infinity);
    const claim = ready.claim([1, 2], 10);
    ready.add(2, 1);
    ready.claimed(claim, [1]);
    expect([ready.in(1), ready.in(2)]).toEqual([0, Infinity]);
  });

  it('a lane that was found empty is in doubt until it is looked at once more', () => {
    const ready = new ReadyLanes();
    ready.add(1, Infinity);
    ready.claimed(ready.claim([1], 2), []);
    expect([ready.isInDoubt, ready.in(1)]).toEqual([true, 0]);
    ready.lookAgain();
    expect([ready.isInDoubt, ready.in(1)]).toEqual([false, 1]);
    ready.claimed(ready.claim([1], 2), []);
    expect([ready.isInDoubt, ready.in(1)]).toEqual([false, 0]);
    ready.trust(1);
    ready.claimed(ready.claim([1], 2), []);
    expect(ready.isInDoubt).toBe(false);
  });

  it('a claim that took fewer than were known leaves their lanes in doubt, one that took them all does not', () => {
    const ready = new ReadyLanes();
    ready.add(1, 2);
    ready.claimed(ready.claim([1], 3), [1, 1]);
    expect(ready.isInDoubt).toBe(false);
    ready.add(1, 2);
    ready.claimed(ready.claim([1], 3), [1]);
    expect(ready.isInDoubt).toBe(true);
  });

  it('a failed claim gives back what it had', () => {
    const ready = new ReadyLanes();
    ready.add(1, 2);
    const claim = ready.claim([1], 3);
    ready.add(1, 1);
    ready.failed(claim);
    expect(ready.in(1)).toBe(3);
  });
});
