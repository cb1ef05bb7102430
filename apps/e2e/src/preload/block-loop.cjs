// Loaded with --require: the first request of this process whose body holds BLOCK-<ms> keeps the event loop busy for so long
// before it goes out, as a handler with a long computation would.
'use strict';
const { performance } = require('node:perf_hooks');
const blocked = new Set();
const trueFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const body = typeof init?.body === 'string' ? init.body : '';
  const [mark, text = '0'] = /BLOCK-(\d+)/.exec(body) ?? [];
  const ms = blocked.has(mark) ? 0 : Number(text);
  if (mark !== undefined) blocked.add(mark);
  const until = performance.now() + ms;
  while (performance.now() < until);
  return trueFetch(input, init);
};
