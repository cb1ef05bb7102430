import type { OllamaRequest, Script } from '@englog/testing';
import { readAsked } from './model';
import type { Asked, ScriptedModel, Told } from './model';

export interface Asking {
  asked: Asked;
  told: Told[];
}

/** Who said what. One task at a time is given to a model, so what it told since the last look belongs to that task. */
export class Ledger {
  readonly #models: ReadonlyMap<string, ScriptedModel>;
  readonly #askings = new Map<string, Asking[]>();

  constructor(models: readonly ScriptedModel[]) {
    this.#models = new Map(models.map((model) => [model.name, model]));
  }

  /** What the scripted Ollama does with a request. */
  readonly chat = (request: OllamaRequest): Script | undefined => {
    const model = this.#models.get(request.model);
    const asked = readAsked(request);
    if (!model || !asked) return undefined;
    const { script, told } = model.answer(asked);
    this.#askings.set(model.name, [...(this.#askings.get(model.name) ?? []), { asked, told }]);
    return script;
  };

  /** What was asked of the model and told by it since the last look. */
  take(model: string): Asking[] {
    const askings = this.#askings.get(model) ?? [];
    this.#askings.delete(model);
    return askings;
  }
}
