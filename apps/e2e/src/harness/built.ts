import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const repositoryRoot = resolve(__dirname, '..', '..', '..', '..');

const built = (app: string): string => join(repositoryRoot, 'dist', 'apps', app, 'main.js');

/** What `nx build` leaves: these programs, and nothing of their sources, are what is tested here. */
export const programs = { api: built('api'), worker: built('worker'), cli: built('cli') } as const;

/** @throws naming the command that builds what is missing */
export function requireBuilt(...apps: (keyof typeof programs)[]): void {
  const missing = apps.filter((app) => !existsSync(programs[app]));
  if (missing.length > 0) throw new Error(`not built: ${missing.join(', ')} (npx nx run-many -t build)`);
}

/** A script loaded into a program before its own code, to give it a fault no outsider could. */
export const preload = (name: 'shift-clock' | 'block-loop'): string => join(__dirname, '..', 'preload', `${name}.cjs`);
