/** A model's name, one for what Ollama takes as one: without a tag it means `:latest`. Ollama answers to it. */
export const modelName = (name: string): string => name.replace(/:latest$/, '');

export const isSameModel = (one: string, other: string): boolean => modelName(one) === modelName(other);
