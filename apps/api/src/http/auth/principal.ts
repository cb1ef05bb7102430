import { EnglogError } from '@englog/domain';

/** Who calls: the token's subject. */
export interface Principal {
  userId: string;
  /** Operators: they act for and see everyone. */
  isAdmin: boolean;
  /** The token's `email`, unless it says that it is not verified. */
  email?: string;
}

export const mayActFor = (principal: Principal, userId: string): boolean =>
  principal.isAdmin || principal.userId === userId;

/** @throws EnglogError `permission_denied` when a request names a user that the caller is not */
export const requireActFor = (principal: Principal, userId: string): void => {
  if (mayActFor(principal, userId)) return;
  const message = 'must be the subject of the token';
  throw new EnglogError('permission_denied', `user_id ${message}`, { fields: [{ field: 'user_id', message }] });
};

/** @throws EnglogError `permission_denied` */
export const requireAdmin = (principal: Principal, what: string, field: string): void => {
  if (principal.isAdmin) return;
  const message = `${what} needs the role admin`;
  throw new EnglogError('permission_denied', message, { fields: [{ field, message }] });
};

/** What `check` refuses, with the item of a list it is about named: `tasks.3`. */
export const requireOfItem = (item: string, check: () => void): void => {
  try {
    check();
  } catch (error) {
    const { code, message, fields } = EnglogError.from(error);
    const named = fields.map((fault) => ({ ...fault, field: `${item}.${fault.field}` }));
    throw new EnglogError(code, `${item}: ${message}`, { cause: error, fields: named });
  }
};

/** Whose things a list shows: everyone's (undefined) for an admin who names nobody. */
export const scopeOf = (principal: Principal, asked: string | undefined): string | undefined => {
  if (asked !== undefined) requireActFor(principal, asked);
  return asked ?? (principal.isAdmin ? undefined : principal.userId);
};
