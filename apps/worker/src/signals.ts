/**
 * A signal that aborts when either does. Not `AbortSignal.any`, which on Node 20 keeps every dependant alive as long as
 * the longest-lived of its sources; this one is let go with `dispose`.
 */
export const eitherSignal = (one: AbortSignal, other: AbortSignal): { signal: AbortSignal; dispose(): void } => {
  const controller = new AbortController();
  const onOne = (): void => controller.abort(one.reason);
  const onOther = (): void => controller.abort(other.reason);
  if (one.aborted) onOne();
  else if (other.aborted) onOther();
  one.addEventListener('abort', onOne, { once: true });
  other.addEventListener('abort', onOther, { once: true });
  const dispose = (): void => {
    one.removeEventListener('abort', onOne);
    other.removeEventListener('abort', onOther);
  };
  return { signal: controller.signal, dispose };
};
