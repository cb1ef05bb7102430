// What the pool loads when the worker runs from source: threads do not take over the main thread's TypeScript loader.
require('tsx/cjs');
module.exports = require('./compute-thread.ts');
