import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createClientNetwork, networkOfPeer } from '../../src/ingest/client-network.ts'

const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as never

describe('the network of a client', () => {
  const alone = createClientNetwork([])
  const behind = createClientNetwork(['10.0.0.0/8', '::1', '192.0.2.1'])
  test.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['', 'unknown'],
  ])('%s', (address, network) => {
    expect([alone(request(address)), networkOfPeer(address)]).toEqual([network, network])
  })

  test('X-Forwarded-For counts only from trusted proxies', () => {
    expect(alone(request('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.0/24')
    expect(behind(request('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.0/24')
    expect(behind(request('10.1.2.3', '198.51.100.1'))).toBe('198.51.100.0/24')
    expect(behind(request('::1', '198.51.100.1'))).toBe('198.51.100.0/24')
  })

  test('the last entry that is no proxy is the client, whatever it wrote in front', () => {
    expect(behind(request('10.0.0.1', '1.1.1.1, 198.51.100.1, 192.0.2.1'))).toBe('198.51.100.0/24')
    expect(behind(request('10.0.0.1', `${'9.9.9.9, '.repeat(10_000)}198.51.100.1`))).toBe('198.51.100.0/24')
    expect(behind(request('10.0.0.1', '[2001:db8:1::1]:443'))).toBe('2001:db8:1::/48')
    expect(behind(request('10.0.0.1', '198.51.100.1:8443'))).toBe('198.51.100.0/24')
  })

  test('nonsense stops at the proxy that passed it on', () => {
    expect(behind(request('10.0.0.1', 'garbage'))).toBe('10.0.0.0/24')
    expect(behind(request('10.0.0.1', '1.1.1.1, , '))).toBe('10.0.0.0/24')
    expect(behind(request('10.0.0.1', '0x7f.1'))).toBe('10.0.0.0/24')
    expect(behind(request('10.0.0.1'))).toBe('10.0.0.0/24')
  })
})
