import { isAbortError } from 'abort-controller-x';
import { ServerError, Status } from 'nice-grpc-common';
import type { CallContext, ServerMiddlewareCall } from 'nice-grpc-common';
import type { Logger } from 'pino';
import { toServerError } from './status';

/**
 * One line an RPC, when it has ended: rpc, peer, code, ms. Streams and failures at info, the rest at debug. Errors leave
 * here as gRPC statuses; what is no answer to the worker is logged with its stack.
 */
export function callLog(log: Logger) {
  return async function* <Request, Response>(
    call: ServerMiddlewareCall<Request, Response>,
    context: CallContext,
  ): AsyncGenerator<Response, Response | void, undefined> {
    const startedAt = performance.now();
    let code: Status = Status.OK;
    let failure: unknown;
    try {
      return yield* call.next(call.request, context);
    } catch (error) {
      if (isAbortError(error)) {
        code = Status.CANCELLED;
        throw error;
      }
      const told = toServerError(error);
      code = told.code;
      if (!(error instanceof ServerError) && code === Status.UNAVAILABLE) failure = error;
      throw told;
    } finally {
      const line = {
        rpc: call.method.path.split('/').at(-1),
        peer: context.peer,
        code: Status[code],
        ms: Math.round(performance.now() - startedAt),
        ...(failure === undefined ? {} : { err: failure }),
      };
      const isQuiet = code === Status.OK && !call.responseStream;
      log[isQuiet ? 'debug' : 'info'](line, 'rpc');
    }
  };
}
