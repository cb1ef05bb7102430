import { parseAddress, splitAddresses } from './address';

test.each([
  ['localhost:50051', 'localhost', 50051],
  ['api.englog.local', 'api.englog.local', 50051],
  ['http://10.0.0.7:9', '10.0.0.7', 9],
  ['[::1]:7', '::1', 7],
  [' api:1 ', 'api', 1],
])('%s is an address', (text, host, port) => expect(parseAddress(text)).toEqual({ host, port }));

test.each(['', ':50051', 'a:b:c', 'host:port', 'api:70000', 'two words'])('%p is none, and says so', (text) => {
  expect(() => parseAddress(text)).toThrow(/not an address/);
});

test('a list is split at its commas, empty parts left out', () => {
  expect(splitAddresses(' a:1,, b:2 ,')).toEqual(['a:1', 'b:2']);
});
