import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The folder of PostgreSQL's server programs: PATH first, then Debian's newest; undefined when there is none. */
export function findPostgresBin(path = process.env.PATH ?? '', debianRoot = '/usr/lib/postgresql'): string | undefined {
  return [...path.split(delimiter).filter(Boolean), ...debianBins(debianRoot)].find(holdsServer);
}

function holdsServer(dir: string): boolean {
  return ['initdb', 'postgres'].every((name) => isExecutable(join(dir, name)));
}

function debianBins(root: string): string[] {
  try {
    return readdirSync(root)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
