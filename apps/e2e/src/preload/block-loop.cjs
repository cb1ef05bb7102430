// Loaded with --require: a request of this process whose body holds BLOCK-<ms> keeps the event loop busy for so long before it
// goes out, as a handler with a long computation would.
'use strict';
const trueFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const body = typeof init?.body === 'string' ? init.body : '';
  const ms = Number(/BLOCK-(\d+)/.exec(body)?.[1] ?? 0);
  const until = performance.now() + ms;
  while (performance.now() < until);
  return trueFetch(input, init);
};
