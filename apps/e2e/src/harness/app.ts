import { startProgram, waitFor } from '@englog/testing';
import type { Exit, Program } from '@englog/testing';

export interface AppOptions {
  name: string;
  entry: string;
  env: Record<string, string>;
  /** Scripts loaded before the program's own code. */
  preloads?: string[];
  /** Another command around it, e.g. a namespace of its own. */
  wrap?: (command: string[]) => string[];
  /** True once it serves. */
  isReady(): Promise<boolean>;
  readyTimeoutMs?: number;
}

export type AppChange = Partial<Pick<AppOptions, 'preloads' | 'wrap'>> & { env?: Record<string, string> };

export interface LogLine {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  time: string;
  msg: string;
  [field: string]: unknown;
}

/** Only what a program needs of this process's environment, so that no setting of the tester's leaks in. */
const bareEnv = (): Record<string, string> => ({ PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8' });

/** A built program under test: started, killed, paused and started again with the same settings. */
export class App {
  readonly name: string;
  readonly #options: AppOptions;
  #program: Program | undefined;
  #isPaused = false;
  #isAsUsual = true;
  #lastOutput = '';

  constructor(options: AppOptions) {
    this.#options = options;
    this.name = options.name;
  }

  get isRunning(): boolean {
    return this.#program !== undefined;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** False while it runs with a change of its settings. */
  get isAsUsual(): boolean {
    return this.#isAsUsual;
  }

  get pid(): number {
    return this.#running().pid;
  }

  /** Of this start, or of the last. */
  output(): string {
    return this.#program?.output() ?? this.#lastOutput;
  }

  /** What it said is wrong: errors, and with `warnings` those too. */
  complaints({ warnings = false } = {}): LogLine[] {
    const levels = warnings ? ['warn', 'error', 'fatal'] : ['error', 'fatal'];
    return this.log().filter(({ level }) => levels.includes(level));
  }

  /** Its log, line by line; what is no JSON is left out. */
  log(): LogLine[] {
    return this.output()
      .split('\n')
      .flatMap((line) => {
        try {
          return line.startsWith('{') ? [JSON.parse(line) as LogLine] : [];
        } catch {
          return [];
        }
      });
  }

  /** Starts it without waiting until it serves; `change` holds for this start alone. */
  async launch(change: AppChange = {}): Promise<void> {
    if (this.#program) return;
    const { entry, env, preloads = [], wrap = asItIs } = { ...this.#options, ...omitEnv(change) };
    const requires = preloads.flatMap((file) => ['--require', file]);
    const [command = '', ...args] = wrap([process.execPath, ...requires, entry]);
    const program = await startProgram({ command, args, env: { ...bareEnv(), ...env, ...change.env } });
    this.#program = program;
    this.#isPaused = false;
    this.#isAsUsual = Object.keys(change).length === 0;
    void program.exited.then(() => {
      this.#lastOutput = program.output();
      if (this.#program === program) this.#program = undefined;
    });
  }

  async start(change?: AppChange): Promise<void> {
    await this.launch(change);
    await this.ready();
  }

  /** Resolves when it serves; rejects with its output when it ended or took too long. */
  async ready(): Promise<void> {
    const { isReady, readyTimeoutMs = 30_000 } = this.#options;
    try {
      await waitFor(async () => !this.#program || (await isReady()), { timeoutMs: readyTimeoutMs, intervalMs: 25 });
      if (!this.#program) throw new Error('it ended');
    } catch (error) {
      throw new Error(`${this.name} does not serve: ${(error as Error).message}\n${this.output()}`, { cause: error });
    }
  }

  /** SIGKILL: a crash. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  /** SIGTERM, and how it ended. */
  async stop(timeoutMs = 40_000): Promise<Exit | null> {
    if (this.#isPaused) this.resume();
    return (await this.#program?.stop(timeoutMs)) ?? null;
  }

  /** SIGSTOP. */
  pause(): void {
    this.#running().signal('SIGSTOP');
    this.#isPaused = true;
  }

  /** SIGCONT. */
  resume(): void {
    this.#running().signal('SIGCONT');
    this.#isPaused = false;
  }

  /** For what a preload listens to. */
  signal(signal: NodeJS.Signals): void {
    this.#running().signal(signal);
  }

  /** Resolves with how it ended by itself. */
  exited(): Promise<Exit> {
    return this.#running().exited;
  }

  #running(): Program {
    if (!this.#program) throw new Error(`${this.name} is not running`);
    return this.#program;
  }
}

const asItIs = (command: string[]): string[] => command;
const omitEnv = ({ env: _, ...rest }: AppChange): AppChange => rest;
