/** The models a scripted Ollama has pulled, and those it holds in memory. */
import { createHash } from 'node:crypto';

const fiveMinutesMs = 300_000;

export class Models {
  readonly #pulled: Set<string>;
  readonly #loadedUntil = new Map<string, number>();

  constructor(pulled: string[], loaded: string[]) {
    this.#pulled = new Set([...pulled, ...loaded].map(withTag));
    for (const name of loaded) this.use(name);
  }

  has(name: string): boolean {
    return this.#pulled.has(withTag(name));
  }

  /** Loads it for as long as Ollama would: `keep_alive` in seconds or as a duration, 0 unloads, negative is for ever. */
  use(name: string, keepAlive?: string | number): void {
    const forMs = durationMs(keepAlive);
    if (forMs === 0) this.#loadedUntil.delete(withTag(name));
    else this.#loadedUntil.set(withTag(name), Date.now() + (forMs < 0 ? 315_360_000_000 : forMs));
  }

  /** The body of /api/tags. */
  tags(): object {
    return { models: [...this.#pulled].map((name) => ({ ...described(name), modified_at: '2026-01-05T09:00:00Z' })) };
  }

  /** The body of /api/ps. */
  ps(): object {
    const loaded = [...this.#loadedUntil].filter(([, until]) => until > Date.now());
    return {
      models: loaded.map(([name, until]) => ({
        ...described(name),
        expires_at: new Date(until).toISOString(),
        size_vram: 0,
        context_length: 4096,
      })),
    };
  }

  /** The body of /api/show. */
  show(): object {
    return {
      modelfile: '',
      parameters: '',
      template: '{{ .Prompt }}',
      details,
      model_info: {},
      capabilities: ['completion'],
    };
  }
}

const details = {
  parent_model: '',
  format: 'gguf',
  family: 'llama',
  families: ['llama'],
  parameter_size: '3.2B',
  quantization_level: 'Q4_K_M',
};

function described(name: string): object {
  return { name, model: name, size: 2_019_393_189, digest: createHash('sha256').update(name).digest('hex'), details };
}

function withTag(name: string): string {
  return name.includes(':') ? name : `${name}:latest`;
}

function durationMs(keepAlive: string | number | undefined): number {
  if (keepAlive === undefined) return fiveMinutesMs;
  if (typeof keepAlive === 'number') return keepAlive * 1_000;
  const [, amount, unit] = /^(-?[\d.]+)(ms|s|m|h)?$/.exec(keepAlive) ?? [];
  const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit ?? 's'] ?? 1_000;
  return amount === undefined ? fiveMinutesMs : Number(amount) * unitMs;
}
