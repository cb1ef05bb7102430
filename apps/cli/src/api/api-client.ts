import { backoff, wait } from '@englog/resilience';
import { CliError, exitCodes } from '../cli-error';
import { problemLine } from './problem';

export interface ApiRequest {
  method?: 'GET' | 'POST';
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** A POST with one may be sent again after a broken connection. */
  idempotencyKey?: string;
  headers?: Record<string, string>;
  /** Until the answer's first byte; 30 s by default. */
  timeoutMs?: number;
  /** Ends this request alone; the client's ends them all. */
  signal?: AbortSignal;
}

export interface ApiClient {
  json<T>(request: ApiRequest): Promise<T>;
  text(request: ApiRequest): Promise<string>;
  /** The response, once it is one of success; its body is the caller's to read. */
  open(request: ApiRequest): Promise<Response>;
}

export interface ApiClientOptions {
  baseUrl: string;
  token: string;
  signal: AbortSignal;
}

const maxTries = 5;
/** The API may ask for more patience than a person has. */
const maxRetryAfterMs = 30_000;
const defaultTimeoutMs = 30_000;
const waits = { retry_initial_interval: 250, retry_max_interval: 4_000, retry_multiplier: 2 };

/** Speaks REST: retries what is safe to retry (a 429 or 503, a broken connection), and turns a refusal into one line. */
export const createApiClient = ({ baseUrl, token, signal }: ApiClientOptions): ApiClient => {
  const open = async (request: ApiRequest): Promise<Response> => {
    const url = urlOf(baseUrl, request);
    const intervals = backoff(waits);
    for (let tries = 1; ; tries++) {
      const outcome = await send(url, token, request, signal);
      if (outcome.response?.ok) return outcome.response;
      signal.throwIfAborted();
      const retryMs = tries < maxTries ? retryDelay(request, outcome, intervals.next().value) : null;
      if (retryMs === null) throw await toCliError(url, outcome);
      await outcome.response?.body?.cancel();
      await wait(retryMs, request.signal ?? signal);
      signal.throwIfAborted();
      request.signal?.throwIfAborted();
    }
  };
  return {
    open,
    json: async <T>(request: ApiRequest) => (await (await open(request)).json()) as T,
    text: async (request) => (await open(request)).text(),
  };
};

const urlOf = (baseUrl: string, { path, query }: ApiRequest): URL => {
  try {
    const url = new URL(path.replace(/^\//, ''), baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url;
  } catch {
    throw new CliError(`${baseUrl} is no URL: it looks like http://localhost:8080`, exitCodes.usage);
  }
};

type Outcome = { response: Response; error?: undefined } | { response?: undefined; error: unknown };

const send = async (url: URL, token: string, request: ApiRequest, signal: AbortSignal): Promise<Outcome> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error('no answer in time')), request.timeoutMs ?? defaultTimeoutMs);
  try {
    const response = await fetch(url, {
      method: request.method ?? 'GET',
      signal: AbortSignal.any([signal, late.signal, ...(request.signal === undefined ? [] : [request.signal])]),
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    return { response };
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
};

/** How long to wait before the same request is sent again; null when it must not be. */
const retryDelay = (request: ApiRequest, { response, error }: Outcome, backoffMs: number): number | null => {
  if (response?.status === 429 || response?.status === 503) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const delayMs = Number.isFinite(seconds) ? Math.max(seconds * 1000, backoffMs) : backoffMs;
    return delayMs <= maxRetryAfterMs ? delayMs : null;
  }
  const repeatable = (request.method ?? 'GET') === 'GET' || request.idempotencyKey !== undefined;
  return repeatable && brokenConnection.includes(causeCode(error) ?? '') ? backoffMs : null;
};

/** The API was there a moment ago; another try may find it again. */
const brokenConnection = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET'];

const causeCode = (error: unknown): string | undefined =>
  (error as { cause?: { code?: string } } | undefined)?.cause?.code;

const toCliError = async (url: URL, { response, error }: Outcome): Promise<CliError> => {
  if (response !== undefined) return new CliError(await problemLine(response));
  const why = causeCode(error) ?? (error instanceof Error ? error.message : String(error));
  return new CliError(`${url.origin} cannot be reached (${why}): is the API running there?`, exitCodes.unreachable, {
    cause: error,
  });
};
