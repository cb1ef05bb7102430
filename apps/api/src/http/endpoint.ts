import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Principal } from './auth/principal';

/** One request being answered. */
export interface OpenCall {
  request: Request;
  response: Response;
  /** In every log line about this call and in its problem, and echoed as X-Request-Id. */
  reqId: string;
  log: Logger;
  /** The parsed JSON body; undefined without one. */
  body: unknown;
  /** Aborted when the client goes away or the server drains: for everything that waits. */
  signal(): AbortSignal;
}

export interface Call extends OpenCall {
  principal: Principal;
}

export interface DocumentedAnswer {
  description: string;
  schema?: z.ZodType;
  /** `application/json` when absent. */
  mediaTypes?: readonly string[];
}

interface EndpointDocument {
  summary: string;
  description?: string;
  tag: 'tasks' | 'logs' | 'schedules' | 'notifications' | 'workers' | 'events' | 'service';
  query?: z.ZodObject;
  answers: Readonly<Record<number, DocumentedAnswer>>;
}

interface EndpointShape extends EndpointDocument {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With `:name` parameters. */
  path: string;
  /** Its JSON body: what the document shows and how large it may be. */
  body?: { schema: z.ZodType; maxBytes: number; optional?: boolean };
  /** Takes an Idempotency-Key. */
  creates?: boolean;
  /** Takes a Last-Event-ID. */
  resumes?: boolean;
}

export interface OpenEndpoint extends EndpointShape {
  access: 'open';
  handle: (call: OpenCall) => Promise<void> | void;
}

/** Needs a bearer token. */
export interface UserEndpoint extends EndpointShape {
  access: 'user';
  handle: (call: Call) => Promise<void> | void;
}

/** A route and its documentation in one place: what is mounted is what the document says. */
export type Endpoint = OpenEndpoint | UserEndpoint;

export const paramOf = (call: OpenCall, name: string): string => {
  const value = call.request.params[name];
  return typeof value === 'string' ? value : '';
};

/** The whole URL a client gave, without its query. */
export const pathOf = (call: { request: Request }): string => call.request.originalUrl.split('?', 1)[0] ?? '';
