import { accessSync, constants, statSync } from 'node:fs';

/** Whether a key that names a file names one that can be read now. */
export const isReadableFile = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
