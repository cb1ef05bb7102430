import { ClientError, Status } from 'nice-grpc-common';
import { explain, isSessionLost, isTransport, statusOf } from './transport-error';

/** What an abort throws: its `code` is a number too (20), and no status. */
const aborted = (): unknown => AbortSignal.abort().reason;
const failed = (status: Status): ClientError => new ClientError('/worker.APIWorkerService/X', status, 'no');

test.each([
  ['an abort', aborted(), null],
  ['an error without a code', new Error('x'), null],
  ['a system error', Object.assign(new Error('x'), { code: 'ECONNRESET' }), null],
  ['nothing', undefined, null],
  ['a refusal', failed(Status.PERMISSION_DENIED), Status.PERMISSION_DENIED],
])('the status of %s', (_what, error, status) => {
  expect(statusOf(error)).toBe(status);
});

test('a call aborted because its connection was given up says nothing of the request', () => {
  expect(isTransport(aborted())).toBe(true);
  expect(isSessionLost(aborted())).toBe(false);
  expect(explain(aborted())).toBe('This operation was aborted');
});

test.each([
  [Status.UNAVAILABLE, true],
  [Status.DEADLINE_EXCEEDED, true],
  [Status.INVALID_ARGUMENT, false],
  [Status.UNAUTHENTICATED, false],
])('status %d as a matter of transport: %s', (status, expected) => {
  expect(isTransport(failed(status))).toBe(expected);
});
