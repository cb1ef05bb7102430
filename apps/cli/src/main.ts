import { runCli } from './program';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
process.stdout.on('error', () => process.exit(0)); // a reader such as `head` that has seen enough

void runCli(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
  now: () => Date.now(),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
