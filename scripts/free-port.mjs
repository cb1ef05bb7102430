// Prints the first free loopback port from the given one on, of the next hundred.
import { createServer } from 'node:net';

const isFree = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

const first = Number(process.argv[2]);
for (let port = first; port < first + 100; port++) {
  if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) {
    console.log(port);
    process.exit(0);
  }
}
process.exit(1);
