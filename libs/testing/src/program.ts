/**
 * A child program a test owns: started until it says it is ready, stopped within a bound, never outliving the test.
 * `kill` is a crash (SIGKILL); `stop` asks first. A dead man's switch ends the program when the test's process dies,
 * however it dies: a small shell waits for the end of a pipe only this process holds.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface ProgramOptions {
  command: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** What its output says once it serves; when not told, it counts as ready as soon as it runs. */
  ready?: RegExp;
  readyTimeoutMs?: number;
  /** What asks it to leave; SIGTERM when not told. */
  stopSignal?: NodeJS.Signals;
  /** A folder the dead man's switch removes too. */
  scratchDir?: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Program {
  readonly pid: number;
  /** Resolves when the program has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** The last 64 KiB it wrote to stdout and stderr. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to leave; after `timeoutMs` (10,000) it is killed. Safe to call twice. */
  stop(timeoutMs?: number): Promise<Exit>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<Exit>;
}

const keptOutputChars = 64 * 1024;

/** Starts a program and resolves once `ready` matched its output; rejects with that output when it ended or stayed silent. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { command, args = [], env, cwd, uid, gid, stopSignal = 'SIGTERM' } = options;
  const child = spawn(command, args, { env, cwd, uid, gid, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = captureOutput(child);
  const exited = exitOf(child);
  await spawned(child, command);
  const disarm = armDeadMansSwitch(child.pid!, stopSignal, options.scratchDir);
  void exited.then(disarm);

  const kill = () => {
    child.kill('SIGKILL');
    return exited;
  };
  const stop = async (timeoutMs = 10_000) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.kill(stopSignal);
    return exited.finally(() => clearTimeout(timer));
  };
  const program: Program = { pid: child.pid!, exited, output: output.text, signal: (s) => child.kill(s), stop, kill };
  try {
    if (options.ready) await readiness(options, output, exited);
  } catch (error) {
    await kill();
    throw error;
  }
  return program;
}

type Output = ReturnType<typeof captureOutput>;

function captureOutput(child: ChildProcess) {
  let kept = '';
  const listeners = new Set<() => void>();
  const keep = (chunk: string) => {
    kept = (kept + chunk).slice(-keptOutputChars);
    for (const listener of listeners) listener();
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  return { text: () => kept, listeners };
}

/** 'close' rather than 'exit': by then the last output has been read and the pipes are gone. */
async function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
}

async function spawned(child: ChildProcess, command: string): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new Error(`cannot start ${command}: ${(cause as Error).message}`, { cause });
  }
}

async function readiness(options: ProgramOptions, output: Output, exited: Promise<Exit>): Promise<void> {
  const { command, ready, readyTimeoutMs = 30_000 } = options;
  const failed = (what: string) => new Error(`${command} ${what}\n${output.text()}`);
  let timer: NodeJS.Timeout | undefined;
  const matched = new Promise<void>((resolve, reject) => {
    const look = () => ready?.test(output.text()) && resolve();
    output.listeners.add(look);
    timer = setTimeout(() => reject(failed(`was not ready within ${readyTimeoutMs} ms`)), readyTimeoutMs);
    look();
  });
  const ended = exited.then(({ code, signal }) => {
    throw failed(`ended (${signal ?? `exit ${code}`}) before it was ready`);
  });
  try {
    await Promise.race([matched, ended]);
  } finally {
    clearTimeout(timer);
    output.listeners.clear();
  }
}

/** The shell's `read` returns when this process is gone; then it ends the program and removes its folder. */
function armDeadMansSwitch(pid: number, signal: NodeJS.Signals, scratchDir = ''): () => void {
  const script = `read _; kill -s "$2" "$1" 2>/dev/null; n=0
while kill -0 "$1" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done
kill -9 "$1" 2>/dev/null; [ -z "$3" ] || rm -rf "$3"`;
  const shell = spawn('sh', ['-c', script, 'sh', String(pid), signal.slice(3), scratchDir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  (shell.stdin as unknown as { unref?: () => void }).unref?.();
  return () => {
    shell.kill('SIGKILL');
    shell.stdin.destroy();
  };
}
