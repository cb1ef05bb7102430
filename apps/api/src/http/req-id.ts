import { randomBytes } from 'node:crypto';

const prefix = randomBytes(5).toString('hex');
let count = 0;

/** The caller's own id where it is a sane one, else a fresh one, unique over processes. */
export const createReqId = (given: string | string[] | undefined): string => {
  if (typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given)) return given;
  count += 1;
  return `${prefix}-${count.toString(36)}`;
};
