/** It was handed over whole, and no answer came: it may have arrived. */
export class DeliveryUnknown extends Error {
  /** Whether the task asks for it to be sent again all the same. */
  mayResend = false;

  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`sent, but no answer came: ${why}`, { cause });
    this.name = 'DeliveryUnknown';
  }
}
