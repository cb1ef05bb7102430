/** A peer's HTTP front: the same small Express program for each, `front <stack>` with the stores' URLs in the environment. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { stackNamed } from '../stacks';
import { untilAskedToLeave } from './until-asked-to-leave';

async function main(): Promise<void> {
  const stack = stackNamed(process.argv[2]);
  const storeUrl = process.env.BENCH_STORE_URL ?? '';
  await stack.prepare?.(storeUrl);
  const producer = await stack.openProducer(storeUrl);
  const app = express().disable('x-powered-by').disable('etag');
  app.use(express.json({ limit: '4mb' }));
  app.post('/tasks', async (request, response) => {
    const id = await producer.enqueue(request.body as object);
    response.status(202).json({ task_id: id, status: 'pending' });
  });
  app.post('/tasks/batch', async (request, response) => {
    const ids = await producer.enqueueMany((request.body as { tasks: object[] }).tasks);
    response.status(202).json({ outcomes: ids.map((id) => ({ task_id: id })) });
  });
  app.get('/completed', async (_request, response) => {
    response.json({ completed: await producer.completed() });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
  await untilAskedToLeave();
  server.close();
  server.closeAllConnections();
  await producer.close();
}

void main();
