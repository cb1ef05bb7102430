import type { Response } from 'express';

export interface Answer {
  status: number;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
}

export const send = (response: Response, { status, contentType, body, headers }: Answer): void => {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  // A string, so that node writes it together with its head.
  response.end(body);
};

/** Node's own writes: Express's `json` would hash each answer for an ETag nobody asks for. */
export const sendJson = (response: Response, status: number, body: unknown, headers?: Record<string, string>): void =>
  send(response, { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body), headers });

export const sendNothing = (response: Response): void => {
  response.writeHead(204);
  response.end();
};

/** Epoch milliseconds as RFC 3339 in UTC. */
export const toTime = (ms: number): string => new Date(ms).toISOString();
export const toTimeOrNull = (ms: number | null): string | null => (ms === null ? null : toTime(ms));
