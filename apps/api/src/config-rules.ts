import { isReadableFile } from '@englog/runtime';
import type { ApiConfig } from './config';

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** Its answer cannot be changed on the way. */
const isTrustedUrl = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
};

const everywhere = ['0.0.0.0', '::'];

/** Both cannot be listened on; 0 is any free port. */
const isSamePort = (first: { host: string; port: number }, second: { host: string; port: number }): boolean =>
  first.port !== 0 &&
  first.port === second.port &&
  (first.host === second.host || [first.host, second.host].some((host) => everywhere.includes(host)));

type Rule = [broken: (config: ApiConfig) => boolean, path: string, message: string];

/** What keys mean together: where each is broken, the key to change and why. */
export const configRules: Rule[] = [
  [
    ({ auth: { mode, secret } }) => mode === 'hs256' && !secret,
    'auth.secret',
    'is needed in mode hs256 (ENGLOG_AUTH_SECRET)',
  ],
  [
    ({ auth: { mode, jwks_url } }) => mode === 'jwks' && !jwks_url,
    'auth.jwks_url',
    'is needed in mode jwks (ENGLOG_AUTH_JWKS_URL)',
  ],
  [
    ({ production, auth: { mode, jwks_url } }) =>
      production && mode === 'jwks' && !!jwks_url && !isTrustedUrl(jwks_url),
    'auth.jwks_url',
    'must be https in production, unless on a loopback address',
  ],
  [
    ({ production, auth: { mode, issuer } }) => production && mode === 'jwks' && issuer === '',
    'auth.issuer',
    'is needed in mode jwks in production: set ENGLOG_AUTH_ISSUER to the iss of the identity provider’s tokens',
  ],
  [
    ({ production, auth: { mode, audience } }) => production && mode === 'jwks' && audience === '',
    'auth.audience',
    'is needed in mode jwks in production, or tokens for any other application are let in: set ENGLOG_AUTH_AUDIENCE to their aud',
  ],
  [
    ({ auth, http: { host } }) => auth.mode === 'dev' && !isLoopback(host),
    'http.host',
    'must be a loopback address in auth mode dev; set auth.secret or auth.jwks_url to listen elsewhere',
  ],
  [
    ({ auth, grpc: { host, enabled } }) => enabled && auth.mode === 'dev' && !isLoopback(host),
    'grpc.host',
    'must be a loopback address in auth mode dev; set auth.secret or auth.jwks_url to listen elsewhere',
  ],
  [
    ({ production, auth }) => production && auth.mode === 'dev',
    'auth.mode',
    'dev is refused in production; set auth.secret (ENGLOG_AUTH_SECRET) or auth.jwks_url',
  ],
  [
    ({ production, auth: { secret }, http: { host } }) =>
      (production || !isLoopback(host)) && secret !== undefined && secret.length < 32,
    'auth.secret',
    'must be at least 32 characters in production and where http.host is no loopback address: set ENGLOG_AUTH_SECRET to what `openssl rand -hex 32` prints',
  ],
  [
    ({ production, auth: { join_token } }) => production && join_token !== undefined && join_token.length < 16,
    'auth.join_token',
    'must be at least 16 characters in production',
  ],
  [
    ({ production, database: { url } }) => production && !url,
    'database.url',
    'is needed in production (DATABASE_URL); the embedded database is for development',
  ],
  [
    ({ production, auth: { join_token }, grpc: { enabled, client_ca_file } }) =>
      enabled && production && !join_token && client_ca_file === '',
    'auth.join_token',
    'is needed in production for workers to register (ENGLOG_JOIN_TOKEN), unless grpc.client_ca_file lets them in by certificate',
  ],
  [
    ({ grpc: { client_ca_file, tls_enabled } }) => client_ca_file !== '' && !tls_enabled,
    'grpc.client_ca_file',
    'has no effect without grpc.tls_enabled',
  ],
  [
    ({ grpc: { enabled, tls_enabled, cert_file } }) => enabled && tls_enabled && !isReadableFile(cert_file),
    'grpc.cert_file',
    'cannot be read; grpc.tls_enabled needs it',
  ],
  [
    ({ grpc: { enabled, tls_enabled, key_file } }) => enabled && tls_enabled && !isReadableFile(key_file),
    'grpc.key_file',
    'cannot be read; grpc.tls_enabled needs it',
  ],
  [
    ({ grpc: { enabled, tls_enabled, client_ca_file } }) =>
      enabled && tls_enabled && client_ca_file !== '' && !isReadableFile(client_ca_file),
    'grpc.client_ca_file',
    'cannot be read',
  ],
  [({ grpc, http }) => grpc.enabled && isSamePort(grpc, http), 'grpc.port', 'must differ from http.port'],
  [
    ({ grpc, http: { host, metrics_port: port } }) => grpc.enabled && isSamePort(grpc, { host, port }),
    'http.metrics_port',
    'must differ from grpc.port',
  ],
  [
    ({ worker_management: { heartbeat_interval, worker_timeout } }) => worker_timeout <= heartbeat_interval,
    'worker_management.worker_timeout',
    'must be longer than heartbeat_interval',
  ],
  [
    ({ dispatch: { lease, ping_interval } }) => lease < 2 * ping_interval,
    'dispatch.lease',
    'must be at least twice ping_interval, or a single lost ping ends a lease',
  ],
  [
    ({ dispatch }) => dispatch.retry_max_interval < dispatch.retry_initial_interval,
    'dispatch.retry_max_interval',
    'must not be shorter than retry_initial_interval',
  ],
  [
    ({ http: { port: first, metrics_port: second } }) => second !== 0 && first === second,
    'http.metrics_port',
    'must differ from http.port, or be 0',
  ],
];
