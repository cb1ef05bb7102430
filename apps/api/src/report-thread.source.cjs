// What the thread loads when the API runs from source: threads do not take over the main thread's TypeScript loader.
require('tsx/cjs');
require('./report-thread.ts');
