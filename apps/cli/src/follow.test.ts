import type { ServerResponse } from 'node:http';
import { createApiClient } from './api/api-client';
import { awaitResult } from './follow';
import { createTestContext, sendJson, startScriptedApi } from './testing';
import type { ScriptedApi } from './testing';

describe('following a task', () => {
  let api: ScriptedApi | undefined;
  afterEach(() => api?.stop());

  const state = (status: string): string => `event: state\ndata: {"status":"${status}"}\n\n`;

  it('says why it waits, each reason once, whatever becomes of the question', async () => {
    const { context, stderr } = createTestContext({});
    const reasons = ['no worker is connected', 'every worker is busy'];
    let events: ServerResponse | undefined;
    let isRefused = false;
    api = await startScriptedApi(({ line }, response) => {
      if (line.endsWith('/events')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(state('pending'));
        events = response;
      } else if (line.endsWith('/result')) sendJson(response, 200, { task_id: 't1', status: 'completed', result: {} });
      else {
        const reason = reasons.find((message) => !stderr.text.includes(message));
        if (reason !== undefined) return sendJson(response, 200, { status: 'pending', why: { message: reason } });
        if (isRefused) events?.end(state('running') + state('completed'));
        isRefused = true;
        sendJson(response, 404, { detail: 'gone' });
      }
    });
    const client = createApiClient({ baseUrl: api.url, token: 't', signal: context.signal });
    const answer = await awaitResult(context, client, 't1', 1);
    expect(answer.status).toBe('completed');
    expect(stderr.text).toBe(
      'pending\npending: no worker is connected\npending: every worker is busy\nrunning\ncompleted\n',
    );
  });
});
