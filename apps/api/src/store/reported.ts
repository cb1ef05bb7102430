import type { TerminalStatus } from '@englog/domain';
import type { Sql, Statement } from './sql';
import { isUuid } from './uuid';

/** The row a report is about, waiting, leased or finished. */
export interface ReportedTask {
  userId: string;
  attempt: number;
  sessionId: string | null;
  workerId: string | null;
  attemptsSpent: number;
  maxAttempts: number;
  startedAt: number | null;
  /** Epoch ms. */
  expiresAt: number | null;
  /** How the task ended, or null while it is live. */
  ended: { status: TerminalStatus; code: string | null } | null;
}

const columns = 'user_id, attempt, session_id, worker_id, attempts_spent, max_attempts, started_at, expires_at';
const findStatement: Statement = {
  name: 'task_reported',
  text: `select ${columns}, null as status, null::jsonb as error from tasks where id = $1
         union all select ${columns}, status, error from finished_tasks where id = $1`,
};

interface ReportedRow {
  user_id: string;
  attempt: number;
  session_id: string | null;
  worker_id: string | null;
  attempts_spent: number;
  max_attempts: number;
  started_at: Date | null;
  expires_at: Date | null;
  status: TerminalStatus | null;
  error: { code: string } | null;
}

export async function findReported(sql: Sql, taskId: string): Promise<ReportedTask | null> {
  if (!isUuid(taskId)) return null;
  const [row] = await sql.query<ReportedRow>(findStatement, [taskId]);
  if (row === undefined) return null;
  return {
    userId: row.user_id,
    attempt: row.attempt,
    sessionId: row.session_id,
    workerId: row.worker_id,
    attemptsSpent: row.attempts_spent,
    maxAttempts: row.max_attempts,
    startedAt: row.started_at?.getTime() ?? null,
    expiresAt: row.expires_at?.getTime() ?? null,
    ended: row.status === null ? null : { status: row.status, code: row.error?.code ?? null },
  };
}

const storeStatement: Statement = {
  name: 'answer_store',
  text: `insert into stored_answers (user_id, question_key, result) values ($1, $2, $3)
         on conflict (user_id, question_key) do update set result = excluded.result, answered_at = now()`,
};

/** Keeps the last good answer to a question put to one model, for when it is asked again or no model answers. */
export async function storeAnswer(
  sql: Sql,
  answer: { userId: string; questionKey: string; result: string },
): Promise<void> {
  await sql.query(storeStatement, [answer.userId, answer.questionKey, answer.result]);
}

const answerStatement: Statement = {
  name: 'answer_find',
  text: 'select result, answered_at from stored_answers where user_id = $1 and question_key = $2',
};

export async function findAnswer(
  sql: Sql,
  userId: string,
  questionKey: string,
): Promise<{ result: string; answeredAt: number } | null> {
  const [row] = await sql.query<{ result: string; answered_at: Date }>(answerStatement, [userId, questionKey]);
  return row === undefined ? null : { result: row.result, answeredAt: row.answered_at.getTime() };
}
