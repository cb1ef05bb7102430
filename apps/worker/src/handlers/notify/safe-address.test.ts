import { isPublicAddress, pinAddress, UnsafeAddress } from './safe-address';

test.each([
  ['93.184.216.34', true],
  ['2606:2800:220:1::1', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:127.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001:4860:4860::8888', true],
  ['::ffff:8.8.8.8', true],
  ['::7f00:1', false],
  ['::10.0.0.1', false],
  ['::ffff:0:7f00:1', false],
  ['64:ff9b::a9fe:a9fe', false],
  ['64:ff9b:1::a00:1', false],
  ['2001:0:7f00:1::', false],
  ['fec0::1', false],
  ['4000::1', false],
  ['not an address', false],
])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));

test('a name with one private address among its own is refused', async () => {
  const resolve = async () => [
    { address: '93.184.216.34', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ];
  await expect(pinAddress(new URL('https://example.com/'), false, resolve)).rejects.toBeInstanceOf(UnsafeAddress);
  await expect(pinAddress(new URL('https://example.com/'), true, resolve)).resolves.toEqual({
    address: '93.184.216.34',
    family: 4,
  });
});
