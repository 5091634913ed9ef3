import { stripVTControlCharacters } from 'node:util'
import { safeVerify, sign } from 'countersign'
import { loadScheme } from 'countersign/schemes'
import { describe, expect, test } from 'vitest'
import type { HeardLentJson } from '../../src/api/operations/heard-lent.ts'
import { providersRequest } from '../../src/cli/listen/request.ts'
import type { ListenRow } from '../../src/cli/listen/row.ts'
import {
  awaiting,
  drawn,
  emptyScreen,
  moved,
  selectedRow,
  withNote,
  withRow,
} from '../../src/cli/listen/screen.ts'
import { listenTarget, parseListenMap } from '../../src/cli/listen/target.ts'

const map = (text: string) => parseListenMap(text) ?? expect.fail(text)

describe('where a listener posts', () => {
  const event = { type: 'orders/paid.v1', source: 'shop' }
  const maps = [map('type=orders/*:/hooks/orders'), map('source=shop:/shop')]
  test.each([
    ['http://localhost:3000', [], '/in/shop?a=%20&b', 'http://localhost:3000/in/shop?a=%20&b'],
    ['http://localhost:3000/hooks', [], '/in/shop?a=1', 'http://localhost:3000/hooks?a=1'],
    ['http://localhost:3000/hooks?k=1', [], '/in/shop', 'http://localhost:3000/hooks?k=1'],
    ['http://localhost:3000/hooks', maps, '/in/shop?a=1', 'http://localhost:3000/hooks/orders?a=1'],
    ['http://localhost:3000', maps.toReversed(), '/in/shop', 'http://localhost:3000/shop'],
    ['http://localhost:3000', [map('type=orders:/no')], '/in/shop', 'http://localhost:3000/in/shop'],
    ['http://localhost:3000', [], '//elsewhere.example/x', 'http://localhost:3000//elsewhere.example/x'],
  ])('%s %# %s', (to, those, received, expected) => {
    expect(listenTarget(new URL(to), those, event, received).href).toBe(expected)
  })

  test.each(['orders:/x', 'type=a', 'type=a:x', 'kind=a:/x', 'type=:/x', 'type=a:/x?y'])(
    'no map: %s',
    (text) => {
      expect(parseListenMap(text)).toBeNull()
    },
  )

  test('a pattern is text but for its stars', () => {
    expect(map('type=a.b*(c):/x').pattern.test('a.bX(c)')).toBe(true)
    expect(map('type=a.b:/x').pattern.test('aXb')).toBe(false)
  })
})

describe('as the provider sent it', () => {
  const now = new Date('2026-01-31T12:00:00Z')
  const body = Buffer.from('{"id":1}\ufeff')
  const url = new URL('http://localhost:3000/in/hook?x=1')
  async function lent(name: string, secrets: string, receivedAt: Date): Promise<HeardLentJson> {
    const scheme = (await loadScheme(name)) ?? expect.fail()
    const { headers } = await sign({ body, id: 'msg_1' }, { scheme, secrets, now: receivedAt })
    const own = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value] as const)
    return {
      ...{ lease: '', delivery: '', event: 'evt_1', attempt: 1, replay: null, leaseUntil: '', headers: {} },
      ...{ source: 'hook', type: null, receivedAt: receivedAt.toISOString(), body: body.toString('base64') },
      request: {
        method: 'POST',
        url: '/in/hook?x=1',
        headers: [['host', 'gateway'], ['content-length', '11'], ['x-own', 'a'], ['x-own', 'b'], ...own],
      },
    }
  }
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

  test('its own signature goes on as it came, and a stale one is told of', async () => {
    const scheme = (await loadScheme('standard-webhooks')) ?? expect.fail()
    const fresh = await providersRequest(await lent('standard-webhooks', secret, now), url, scheme, [], now)
    expect(fresh).toMatchObject({ doubt: null, headers: { 'x-own': ['a', 'b'] } })
    expect(fresh.headers.host).toBeUndefined()
    const headers = { ...fresh.headers }
    expect(await safeVerify({ headers, body: fresh.body }, { scheme, secrets: secret, now })).toMatchObject({
      ok: true,
    })
    const hourAgo = new Date(now.getTime() - 3_600_000)
    const stale = await providersRequest(
      await lent('standard-webhooks', secret, hourAgo),
      url,
      scheme,
      [],
      now,
    )
    expect(stale.doubt).toMatch(/its signature is 3600 s old/)
  })

  test.each(['standard-webhooks', 'stripe', 'github', 'webex'])(
    '%s: signed anew, an hour later',
    async (name) => {
      const scheme = (await loadScheme(name)) ?? expect.fail()
      const hourAgo = new Date(now.getTime() - 3_600_000)
      const mine =
        name === 'standard-webhooks'
          ? `whsec_${Buffer.alloc(32, 9).toString('base64')}`
          : 'one-of-my-own-of-16'
      const theirs = name === 'standard-webhooks' ? secret : 'the-one-of-the-gateway'
      const again = await providersRequest(await lent(name, theirs, hourAgo), url, scheme, [mine], now)
      expect(again.doubt).toBeNull()
      const { headers, body: sent } = again
      expect(Buffer.from(sent)).toEqual(body)
      expect(
        await safeVerify({ headers: { ...headers }, body: sent }, { scheme, secrets: mine, now }),
      ).toMatchObject({ ok: true })
    },
  )

  test('what only the provider can sign keeps its signature, and says so; a credential is not there', async () => {
    const scheme = (await loadScheme('gitlab')) ?? expect.fail()
    const cut = await lent('github', 'the-one-of-the-gateway', now)
    expect((await providersRequest(cut, url, scheme, [], now)).doubt).toMatch(/credential/)
  })
})

describe('the full-screen view', () => {
  const row = (n: number, more: Partial<ListenRow> = {}): ListenRow => ({
    ...{
      key: `dlv_${n} 1`,
      delivery: `dlv_${n}`,
      event: `evt_${n}`,
      source: 'shop',
      type: 'order.paid',
      attempt: 1,
    },
    ...{
      replay: null,
      method: 'POST',
      path: '/in/shop',
      bytes: 2,
      at: 0,
      doubt: null,
      headers: { a: 'b' },
      body: '{}',
    },
    ...{ outcome: { delivered: true, came: '200', ms: 3, answer: '' } },
    ...more,
  })
  const three = [1, 2, 3].reduce((screen, n) => withRow(screen, row(n)), emptyScreen('→ here'))

  test('selects the newest, moves within what is there, and selects what a replay makes, early or late', () => {
    expect(selectedRow(three)?.event).toBe('evt_3')
    expect(selectedRow(moved(moved(three, 1), 1))?.event).toBe('evt_1')
    expect(selectedRow(moved(three, 9))?.event).toBe('evt_1')
    // Back at the top the newest is followed again.
    expect(selectedRow(withRow(moved(moved(three, 1), -1), row(4)))?.event).toBe('evt_4')
    const stays = withRow(moved(three, 2), row(4))
    expect(selectedRow(stays)?.event).toBe('evt_1')
    expect(selectedRow(withRow(awaiting(stays, 'dlv_9'), row(9)))?.delivery).toBe('dlv_9')
    expect(selectedRow(awaiting(withRow(stays, row(9)), 'dlv_9'))?.delivery).toBe('dlv_9')
  })

  test('is never higher or wider than the terminal, and writes nothing of a sender’s as a control character', () => {
    const evil = row(5, {
      type: '\x1b[2J',
      path: `/${'x'.repeat(500)}`,
      body: '\x1b]0;title\x07\nb',
      headers: { h: '\x1b[31m' },
    })
    const full = { ...withNote(withRow(three, evil), '\x1b[H'), details: true }
    for (const [width, height] of [
      [80, 24],
      [20, 5],
      [200, 50],
    ] as const) {
      const lines = drawn(full, width, height)
      expect(lines.length).toBeLessThanOrEqual(height)
      const text = lines.map(stripVTControlCharacters)
      for (const line of text.slice(2)) expect(line.length).toBeLessThanOrEqual(Math.max(width, 50))
      expect(text.join('')).not.toMatch(/\p{Cc}/u)
    }
    expect(drawn(full, 80, 30).join('\n')).toContain('h: ')
  })

  test('shows all that was said at the start until something has come, then the last', () => {
    const told = ['listens to shop', `verifies with ${'s'.repeat(90)}end`, 'three', 'four', 'five']
    const noted = told.reduce(withNote, emptyScreen('→ here'))
    const shown = (screen: typeof noted) => stripVTControlCharacters(drawn(screen, 80, 24).join(''))
    // Written on where a line is too short for it: a secret is shown once.
    for (const text of told) expect(shown(noted)).toContain(text)
    expect(shown(withRow(noted, row(1)))).not.toContain('listens to shop')
    expect(shown(withRow(noted, row(1)))).toContain('five')
  })

  test('says beside a delivery that was not taken what the application answered', () => {
    const refused = { delivered: false, came: '500', ms: 3, answer: 'no such table: orders' }
    const screen = { ...withRow(three, row(4, { outcome: refused })), details: true }
    expect(drawn(screen, 80, 24).join('\n')).toContain('answered 500: no such table: orders')
  })
})
