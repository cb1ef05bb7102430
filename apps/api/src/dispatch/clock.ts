/**
 * The steady clock: milliseconds since the process started. Every age is measured on it, since the wall clock is set forward
 * and back (NTP, a machine that slept) and would end attempts before their time or keep them for ever.
 */
export const steadyNow = (): number => performance.now();

/** Smaller steps are the rounding of `Date.now()`: a moment is told as the same time twice. */
const stepMs = 50;
let wallAtStart = Date.now() - performance.now();

const wallOffset = (): number => {
  const offset = Date.now() - performance.now();
  if (Math.abs(offset - wallAtStart) > stepMs) wallAtStart = offset;
  return wallAtStart;
};

/** A moment of the steady clock as epoch ms, to be told or stored. */
export const toEpoch = (steadyMs: number): number => Math.round(wallOffset() + steadyMs);

/** Epoch ms, by whoever's clock, as a moment of the steady clock; never one to come. */
export const toSteady = (epochMs: number): number => Math.min(epochMs - wallOffset(), steadyNow());
