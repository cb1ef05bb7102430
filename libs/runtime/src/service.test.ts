import { EventEmitter } from 'node:events';
import { ConfigError } from './config-error';
import { createLogger } from './logger';
import { runMain, runService } from './service';
import type { Service } from './service';

class ProcessStandIn extends EventEmitter {
  codes: number[] = [];
  text = '';
  stderr = { write: (text: string) => (this.text += text) };
  exit(code: number): void {
    this.codes.push(code);
  }
  listening(): number {
    return this.eventNames().reduce((sum, name) => sum + this.listenerCount(name), 0);
  }
}

const log = createLogger({ name: 'test', level: 'silent' });
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const run = (parts: Partial<Service>, graceMs = 5000) => {
  const calls: string[] = [];
  const process = new ProcessStandIn();
  let ready: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (ready = resolve));
  const service: Service = {
    ...parts,
    start: async (signal) => {
      calls.push('start');
      ready();
      await parts.start?.(signal);
    },
    stop: async (deadline) => {
      calls.push('stop');
      await parts.stop?.(deadline);
      calls.push(deadline.aborted ? 'abandoned' : 'drained');
    },
  };
  const code = runService(service, { process, log, graceMs });
  return { calls, process, started, code };
};

describe('runService', () => {
  it.each(['SIGTERM', 'SIGINT'])('drains on %s, exits 0 and leaves no listener', async (signal) => {
    const { calls, process, started, code } = run({});
    await started;
    process.emit(signal, signal);
    expect(await code).toBe(0);
    expect(calls).toEqual(['start', 'stop', 'drained']);
    expect(process.codes).toEqual([0]);
    expect(process.listening()).toBe(0);
  });

  it('cuts the drain short at the second signal and exits 1', async () => {
    const { calls, process, started, code } = run({ stop: untilAborted }, 60_000);
    await started;
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(1);
    expect(calls).toEqual(['start', 'stop', 'abandoned']);
  });

  it('tells stop() when the grace is over', async () => {
    const { calls, process, started, code } = run({ stop: untilAborted }, 20);
    await started;
    process.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(1);
    expect(calls).toEqual(['start', 'stop', 'abandoned']);
  });

  it('closes what was opened when start fails, and exits 1', async () => {
    const { calls, code } = run({ start: () => Promise.reject(new Error('port taken')) });
    expect(await code).toBe(1);
    expect(calls).toEqual(['start', 'stop', 'drained']);
  });

  it('ends a start that is under way before it stops, and calls that clean', async () => {
    const order: string[] = [];
    const start = async (signal: AbortSignal) => {
      await untilAborted(signal);
      order.push('start ended');
      throw new Error('aborted');
    };
    const stop = async () => void order.push('stop');
    const { process, started, code } = run({ start, stop });
    await started;
    process.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(0);
    expect(order).toEqual(['start ended', 'stop']);
  });

  it('stops and exits 1 when the service breaks by itself or something is thrown', async () => {
    const broken = run({ broken: Promise.resolve(new Error('lock lost')) });
    expect(await broken.code).toBe(1);
    expect(broken.calls).toContain('drained');

    const thrown = run({});
    await thrown.started;
    thrown.process.emit('uncaughtException', new Error('bug'));
    expect(await thrown.code).toBe(1);
    expect(thrown.calls).toContain('drained');
  });

  it('exits 1 when stop fails', async () => {
    const { process, started, code } = run({ stop: () => Promise.reject(new Error('disk full')) });
    await started;
    process.emit('SIGTERM', 'SIGTERM');
    expect(await code).toBe(1);
  });
});

describe('runMain', () => {
  it('prints every configuration problem and exits 78', async () => {
    const process = new ProcessStandIn();
    const problems = [
      { path: 'grpc.port', source: 'ENGLOG_GRPC_PORT', message: 'too big' },
      { path: 'extra', source: 'api.yaml:3', message: 'unknown key' },
    ];
    await runMain(process, () => Promise.reject(new ConfigError(problems)));
    expect(process.codes).toEqual([78]);
    expect(process.text).toBe(
      'the configuration has 2 problems:\n  grpc.port: too big (ENGLOG_GRPC_PORT)\n  extra: unknown key (api.yaml:3)\n',
    );
  });

  it('prints anything else with its stack and exits 1', async () => {
    const process = new ProcessStandIn();
    await runMain(process, () => Promise.reject(new Error('no such folder')));
    expect(process.codes).toEqual([1]);
    expect(process.text).toMatch(/no such folder\n\s+at /);
  });
});
