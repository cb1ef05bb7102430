/** A request for an answer, as it came, and what became of it. */
export interface OllamaRequest {
  readonly path: '/api/chat' | '/api/generate';
  readonly model: string;
  /** /api/chat; for /api/generate the system text and the prompt in the same form. */
  readonly messages: { role: string; content: string }[];
  readonly stream: boolean;
  /** `json`, or a JSON schema. */
  readonly format?: 'json' | Record<string, unknown>;
  readonly options?: Record<string, unknown>;
  readonly keepAlive?: string | number;
  /** The body as it was sent. */
  readonly body: Record<string, unknown>;
  /** How it ended: the answer went out whole, it failed by script, or the client left first. */
  outcome?: 'answered' | 'failed' | 'client_left';
}

/** What is wrong with a body, in Ollama's words, or the request it is. */
export function parseOllamaRequest(path: OllamaRequest['path'], text: string): OllamaRequest | { error: string } {
  if (text.trim() === '') return { error: 'missing request body' };
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return { error: (error as Error).message };
  }
  if (typeof body.model !== 'string' || body.model === '') return { error: 'model is required' };
  const format = body.format === '' || body.format === null ? undefined : body.format;
  if (format !== undefined && format !== 'json' && typeof format !== 'object') {
    return { error: `invalid format: ${JSON.stringify(format)}; expected "json" or a valid JSON Schema object` };
  }
  return {
    path,
    model: body.model,
    messages: path === '/api/chat' ? chatMessages(body) : promptMessages(body),
    stream: body.stream !== false,
    format: format as OllamaRequest['format'],
    options: body.options as OllamaRequest['options'],
    keepAlive: body.keep_alive as OllamaRequest['keepAlive'],
    body,
  };
}

function chatMessages(body: Record<string, unknown>): OllamaRequest['messages'] {
  return Array.isArray(body.messages) ? (body.messages as OllamaRequest['messages']) : [];
}

function promptMessages({ system, prompt }: Record<string, unknown>): OllamaRequest['messages'] {
  const said = (role: string, content: unknown) => (typeof content === 'string' && content ? [{ role, content }] : []);
  return [...said('system', system), ...said('user', prompt)];
}
