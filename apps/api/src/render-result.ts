import type { Task } from '@englog/domain';
import type { RenderResult } from './http/tasks/result';

/** The other forms of a completed task's result. */
export const renderResult: RenderResult = async (task: Task) => (task.type === 'weekly_report' ? null : null);
