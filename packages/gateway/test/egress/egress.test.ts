import { describe, expect, it } from 'vitest'
import {
  inRange,
  isMetadataAddress,
  isPrivateAddress,
  isPublicAddress,
  parseRange,
} from '../../src/egress/address.ts'
import { createEgress, EgressRefused } from '../../src/egress/egress.ts'

const inside = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'this network': ['0.0.0.0', '0.1.2.3', '::'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'link-local': ['169.254.169.254', 'fe80::1', 'fe80::1%eth0'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'class E and broadcast': ['240.0.0.1', '255.255.255.255'],
  documentation: ['192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1', '3fff::1'],
  benchmarking: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  'protocol assignments': ['192.0.0.1', '192.88.99.1', '2001:10::1', '2001:20::1'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::FFFF:a9fe:a9fe'],
  'IPv4-compatible': ['::127.0.0.1', '::7f00:1', '::8.8.8.8'],
  'IPv4-translated': ['::ffff:0:127.0.0.1', '::ffff:0:7f00:1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::a00:1', '64:ff9b:1::808:808'],
  '6to4': ['2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:c0a8:101::1'],
  // The server's address, and the client's with every bit turned over: 10.0.0.1.
  Teredo: ['2001:0:7f00:1::1', '2001:0:808:808:0:0:f5ff:fffe'],
  'unique local': ['fc00::1', 'fd12:3456::1'],
  'site-local': ['fec0::1'],
  SRv6: ['5f00::1'],
  discard: ['100::1', '100:0:0:1::1'],
  'not allocated': ['4000::1', '1::1', 'e000::1'],
  'no address': ['', 'localhost', '127.1', '0x7f.0.0.1', '017700000001', '2130706433', '1.2.3.4.5', '[::1]'],
}

describe.each(Object.entries(inside))('%s', (_range, addresses) => {
  it.each(addresses)('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

it.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2a00:1450:4001:80f::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2002:808:808::1',
  // Of Teredo both addresses are public: 8.8.8.8, and 8.8.4.4 with every bit turned over.
  '2001:0:808:808:0:0:f7f7:fbfb',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

describe('a destination’s URL', () => {
  const egress = createEgress({ allow: [], deny: [] })
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://017700000001/',
    'http://127.0.0.1./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://１２７.０.０.１/',
    'http://localhost:8080/',
    'http://LOCALHOST./',
    'http://app.localhost/',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'http://database/',
    'https://169.254.169.254/latest',
  ])('%s lies inside', (url) => {
    expect(egress.refusal(url, false)).toBe('ERR_DESTINATION_PRIVATE')
  })

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a url',
    'http://user@example.com/',
    'http://user:pass@example.com/',
    'https://example.com/#part',
    'http://example.com:0/',
    'http://',
    'http://./',
    'http://exam\tple.com/',
    'http://example.com/\u0000',
    ' http://example.com/',
  ])('%j is none', (url) => {
    expect(egress.refusal(url, true)).toBe('ERR_DESTINATION_URL')
  })

  it.each(['https://example.com/hook?a=1', 'http://8.8.8.8:8080/', 'https://[2606:4700:4700::1111]/'])(
    '%s may be used',
    (url) => {
      expect(egress.refusal(url, false)).toBeNull()
    },
  )

  it('may lie inside where that is allowed, but never where clouds keep their metadata', () => {
    expect(egress.refusal('http://localhost:3000/', true)).toBeNull()
    expect(egress.refusal('http://10.1.2.3/', true)).toBeNull()
    expect(egress.refusal('http://[fd00::1]/', true)).toBeNull()
    expect(egress.refusal('http://169.254.169.254/', true)).toBe('ERR_DESTINATION_PRIVATE')
    expect(egress.refusal('http://224.0.0.1/', true)).toBe('ERR_DESTINATION_PRIVATE')
    expect(egress.refusal('http://[::ffff:169.254.169.254]/', true)).toBe('ERR_DESTINATION_PRIVATE')
  })
})

describe('a rule that is written as an IPv4-mapped address', () => {
  it.each(['::ffff:8.8.8.8', '::ffff:8.8.8.0/120', '::ffff:808:808', '::ffff:0:0/96'])(
    '%s means the IPv4 address',
    (rule) => {
      const denies = createEgress({ allow: [], deny: [rule] })
      for (const address of ['8.8.8.8', '::ffff:8.8.8.8'])
        expect(denies.permits('any.example', address, true)).toBe(false)
      expect(denies.permits('any.example', '2606:4700::1', true)).toBe(true)
    },
  )
})

describe('where clouds keep a machine’s secrets', () => {
  const all = [
    ...[
      '169.254.169.254',
      '169.254.170.2',
      '169.254.170.23',
      '169.254.42.42',
      '169.254.0.23',
      '168.63.129.16',
    ],
    ...[
      '100.100.100.200',
      '100.96.0.96',
      '192.0.0.192',
      'fd00:ec2::254',
      'fd00:ec2:0:0::254',
      'fd00:ec2::23',
    ],
    ...['fd20:ce::254', 'fd00:c1::a9fe:a9fe', 'fd00:a9fe:a9fe::1', 'fd00:42::42', 'fe80::a9fe:a9fe'],
    ...['::ffff:100.100.100.200', '64:ff9b::168.63.129.16', '64:ff9b:1::6464:64c8', '2002:6464:64c8::1'],
  ]
  const ranges = ['0.0.0.0/0', '::/0', '100.64.0.0/10', 'fc00::/7', '169.254.0.0/16', 'cloud.example']
  const wide = createEgress({ allow: ranges, deny: [] })

  it.each(all)('%s is reached by no name, range or flag', (address) => {
    expect(createEgress({ allow: [], deny: [] }).permits('cloud.example', address, true)).toBe(false)
    expect(wide.permits('cloud.example', address, true)).toBe(false)
    const url = address.includes(':') ? `http://[${address}]/` : `http://${address}/`
    expect(wide.refusal(url, true)).toBe('ERR_DESTINATION_PRIVATE')
  })

  it.each(all)('%s is reached where the operator allows it by itself', (address) => {
    expect(createEgress({ allow: [address], deny: [] }).permits('cloud.example', address, false)).toBe(true)
    expect(createEgress({ allow: [address], deny: [address] }).permits('cloud.example', address, true)).toBe(
      false,
    )
  })

  it('none of them is what is no address', () => {
    for (const text of ['', 'cloud.example', '169.254.169', 'fe80::a9fe:a9fe%eth0'])
      expect(isMetadataAddress(text)).toBe(false)
  })

  it('their neighbours are reached as before', () => {
    expect(wide.permits('cloud.example', '169.254.169.253', false)).toBe(true)
    expect(createEgress({ allow: [], deny: [] }).permits('x.example', '100.100.100.201', true)).toBe(true)
    expect(createEgress({ allow: [], deny: [] }).permits('x.example', 'fd00:ec2::253', true)).toBe(true)
    expect(createEgress({ allow: [], deny: [] }).permits('x.example', '168.63.129.17', false)).toBe(true)
  })
})

describe('rules', () => {
  const egress = createEgress({
    allow: ['10.1.0.0/16', 'app.internal', '*.svc.example', '169.254.1.1'],
    deny: ['10.1.2.0/24', 'evil.example', '*.evil.example', '93.184.0.0/16'],
  })
  it('allow a range, a host, the hosts under a name', () => {
    expect(egress.permits('x.example', '10.1.1.1', false)).toBe(true)
    expect(egress.permits('x.example', '::ffff:10.1.1.1', false)).toBe(true)
    expect(egress.permits('x.example', '10.2.1.1', false)).toBe(false)
    expect(egress.permits('app.internal', '192.168.0.1', false)).toBe(true)
    expect(egress.permits('a.svc.example', '127.0.0.1', false)).toBe(true)
    expect(egress.permits('svc.example', '127.0.0.1', false)).toBe(false)
    expect(egress.permits('x.example', '169.254.1.1', false)).toBe(true)
    expect(egress.permits('app.internal', '169.254.169.254', false)).toBe(false)
  })

  it('deny before all else', () => {
    expect(egress.permits('x.example', '10.1.2.3', true)).toBe(false)
    expect(egress.permits('evil.example', '8.8.8.8', true)).toBe(false)
    expect(egress.permits('a.evil.example', '8.8.8.8', false)).toBe(false)
    // As a connection asks: a final dot changes nothing about what a name leads to.
    expect(egress.permits('evil.example.', '8.8.8.8', false)).toBe(false)
    expect(egress.permits('x.example', '93.184.216.34', false)).toBe(false)
    expect(egress.permits('notevil.example', '8.8.8.8', false)).toBe(true)
  })

  it('leave only permitted addresses of a name', async () => {
    const mixed = createEgress({ allow: [], deny: [] }, async () => [
      { address: '10.0.0.1', family: 4 },
      { address: '8.8.8.8', family: 4 },
    ])
    expect(await mixed.resolve('mixed.example', false)).toEqual([{ address: '8.8.8.8', family: 4 }])
    const closed = createEgress({ allow: [], deny: [] }, async () => [{ address: '10.0.0.1', family: 4 }])
    await expect(closed.resolve('inside.example', false)).rejects.toThrow('no address that may be reached')
  })
})

describe('what allowPrivate opens', () => {
  it.each([
    ['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
    ['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
    ['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
    ['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
    ['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
    ['::1', '::1', '::', '::2'],
    ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fbff::1', 'fe00::'],
  ])('begins at %s, ends at %s, and holds neither %s nor %s', (first, last, before, after) => {
    expect([first, last, before, after].map(isPrivateAddress)).toEqual([true, true, false, false])
  })

  it('holds nothing that is no address, and an address that is written as IPv6', () => {
    for (const text of ['', 'localhost', '10.1', 'fc00::1%eth0']) expect(isPrivateAddress(text)).toBe(false)
    expect(isPrivateAddress('::ffff:10.0.0.1')).toBe(true)
    expect(isPrivateAddress('::10.0.0.1')).toBe(false)
  })
})

describe('a range', () => {
  const holds = (range: string, address: string): boolean | null => {
    const parsed = parseRange(range)
    return parsed && inRange(address, parsed)
  }

  it('is an address by itself, to its last bit', () => {
    expect(holds('10.0.0.2', '10.0.0.2')).toBe(true)
    expect(holds('10.0.0.2', '10.0.0.3')).toBe(false)
    expect(holds('fd00::2', 'fd00::2')).toBe(true)
    expect(holds('fd00::2', 'fd00::3')).toBe(false)
  })

  it('is of one family, and an address in IPv6 that stands for IPv4 is of IPv4', () => {
    expect(holds('10.0.0.0/8', 'fd00::1')).toBe(false)
    expect(holds('::/0', '10.0.0.1')).toBe(false)
    expect(holds('0.0.0.0/0', '::ffff:10.0.0.1')).toBe(true)
    expect(holds('0.0.0.0/0', '::ffff')).toBe(false)
    // 96 bits are all of IPv4; fewer hold other addresses, too.
    expect(holds('::ffff:0:0/96', '9.9.9.9')).toBe(true)
    expect(holds('::ffff:10.0.0.0/104', '10.9.9.9')).toBe(true)
    expect(holds('::ffff:10.0.0.0/104', '11.0.0.0')).toBe(false)
    expect(holds('::/95', '::1:0:0')).toBe(true)
    expect(holds('::ffff:0:0/90', '::fffe:0:1')).toBe(true)
    expect(holds('fd00::/96', 'fd00::1')).toBe(true)
    expect(holds('fd00::/96', 'fd00::1:0:0')).toBe(false)
  })

  it.each([
    '',
    'x',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    '10.1',
    '[::1]',
  ])('%j is none', (text) => {
    expect(parseRange(text)).toBeNull()
  })

  it('holds nothing that is no address', () => {
    expect(holds('0.0.0.0/0', 'example.com')).toBe(false)
  })
})

describe('a rule for hosts', () => {
  it('is of capitals or none, and says with an asterisk what stands before', () => {
    const { permits, refusal } = createEgress({
      allow: ['App.Internal', '*.SVC.example'],
      deny: ['*.Evil.example'],
    })
    expect(permits('app.internal', '10.0.0.1', false)).toBe(true)
    expect(permits('app.internal.', '10.0.0.1', false)).toBe(true)
    expect(permits('b.a.svc.example', '10.0.0.1', false)).toBe(true)
    expect(permits('xsvc.example', '10.0.0.1', false)).toBe(false)
    expect(permits('a.evil.example', '8.8.8.8', false)).toBe(false)
    expect(refusal('http://app.internal/', false)).toBeNull()
    expect(refusal('http://other.internal/', false)).toBe('ERR_DESTINATION_PRIVATE')
    expect(refusal('http://a.evil.example/', true)).toBe('ERR_DESTINATION_PRIVATE')
  })

  it('lets a name that lies inside be given where a range is allowed, which its address may lie in', () => {
    const { refusal } = createEgress({ allow: ['10.0.0.0/8'], deny: [] })
    for (const host of ['database', 'printer.local', 'localhost'])
      expect(refusal(`http://${host}/`, false)).toBeNull()
  })

  it('opens no range that allowPrivate would not open, and no public address needs it', () => {
    const { permits } = createEgress({ allow: ['app.internal'], deny: [] })
    expect(permits('app.internal', '224.0.0.1', false)).toBe(false)
    expect(permits('app.internal', '169.254.1.1', false)).toBe(false)
    expect(permits('other.example', '8.8.8.8', false)).toBe(true)
    expect(permits('other.example', '10.0.0.1', true)).toBe(true)
  })
})

describe('names that lie inside by definition', () => {
  it.each([
    'localhost',
    'a.localhost',
    'a.local',
    'a.internal',
    'a.localdomain',
    'router.home.arpa',
    'home.arpa',
  ])('%s', (host) => {
    const { refusal } = createEgress({ allow: [], deny: [] })
    expect(refusal(`http://${host}/`, false)).toBe('ERR_DESTINATION_PRIVATE')
    expect(refusal(`http://${host}/`, true)).toBeNull()
  })

  it.each(['local.example', 'notlocalhost.example', 'homexarpa.example', 'example.local.com'])(
    'not %s',
    (host) => {
      expect(createEgress({ allow: [], deny: [] }).refusal(`http://${host}/`, false)).toBeNull()
    },
  )
})

describe('resolving', () => {
  it('asks nobody for an address, nor for a host that is denied', async () => {
    const asked: string[] = []
    const { resolve } = createEgress({ allow: [], deny: ['evil.example', '9.9.9.9'] }, async (hostname) => {
      asked.push(hostname)
      return [{ address: '8.8.8.8', family: 4 }]
    })
    expect(await resolve('8.8.4.4', false)).toEqual([{ address: '8.8.4.4', family: 4 }])
    expect(await resolve('2606:4700:4700::1111', false)).toEqual([
      { address: '2606:4700:4700::1111', family: 6 },
    ])
    await expect(resolve('9.9.9.9', true)).rejects.toThrow(EgressRefused)
    await expect(resolve('evil.example', true)).rejects.toMatchObject({ code: 'ERR_DELIVERY_ADDRESS' })
    await expect(resolve('evil.example.', true)).rejects.toMatchObject({ name: 'EgressRefused' })
    expect(asked).toEqual([])
    expect(await resolve('good.example', false)).toHaveLength(1)
    expect(asked).toEqual(['good.example'])
  })

  it('trusts the system’s certificates where no others are given', () => {
    expect(createEgress({ allow: [], deny: [] }).trusted).toBeNull()
  })
})

describe('addresses of IPv4 within IPv6', () => {
  // Where the four bytes stand, and where the next prefix begins: a byte more or less is another address.
  it.each([
    ['64:ff9b::8.8.8.8', true],
    ['64:ff9b::10.8.8.8', false],
    ['64:ff9b::8.8.8.8'.replace('::', ':0:0:0:1:'), false],
    ['2002:808:808:a00:1::', true],
    ['2002:a00:1:808:808::', false],
    ['2001:0:808:808::f5ff:fffe', false],
    ['2001:0:a00:1::f7f7:f7f7', false],
    ['2001:0:a08:808:808:0:f7f7:f7f7', false],
    ['2001:0:808:808:ffff:ffff:f7f7:f7f7', true],
    ['::ffff:0:8.8.8.8', true],
    ['::ffff:0:10.8.8.8', false],
    ['::fffe:8.8.8.8', false],
    ['2001:1::1', false],
    ['2000::1', true],
    ['3ffe::1', true],
    ['1fff::1', false],
  ])('%s: public is %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })
})
