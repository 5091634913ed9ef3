import { countersigned, sign } from 'countersign'
import { webex } from 'countersign/schemes/webex'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { simulateWebex, type WebexSimulator } from '../../packages/simulators/src/index.ts'
import { runExample, runToEnd } from '../run-example.ts'
import { replyTo } from './reply.ts'

const [personToken, botToken] = ['person', 'bot']
const secret = 'the-secret-of-this-test'
let simulator: WebexSimulator

beforeEach(async () => {
  simulator = await simulateWebex({
    newcomers: [
      { token: personToken, email: 'person@example.com', displayName: 'A Person', type: 'person' },
      { token: botToken, email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' },
    ],
  })
})
afterEach(() => simulator.close())

async function call(token: string, path: string, body: object): Promise<Record<string, string>> {
  const answer = await fetch(simulator.api + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, string>
}

const write = (text: string) => call(personToken, '/messages', { toPersonEmail: 'batbot@webex.bot', text })
/** What the bot has written so far. */
const answers = () =>
  [...simulator.world.messages.values()]
    .filter(({ personEmail }) => personEmail === 'batbot@webex.bot')
    .map(({ text, files }) => files?.join() ?? text)

const env = () => ({ WEBEX_TOKEN: botToken, WEBEX_API: simulator.api })

describe('the commands', () => {
  test.each([
    ['/batman', "I'm Batman!"],
    ['BatBot whoareyou', "I'm Batman!"],
    ['/batcave Hello Robin', "The Batcave echoes, 'Hello Robin'"],
    ['batcave  $& ', "The Batcave echoes, '$&'"],
    ['/batcave', 'The Batcave is silent...'],
    ['good evening', undefined],
  ])('%s', (text, reply) => expect(replyTo(text, 'BatBot')?.text).toBe(reply))
  test('a bot that is called Batman does not answer its own name', () => {
    expect(replyTo('Batman good evening', 'Batman')).toBeNull()
    expect(replyTo('/batsignal', 'Batman')?.files?.[0]).toContain('Bat-signal')
  })
})

describe('straight from Webex', () => {
  test('answers what is authentic, skips itself, and does nothing for a forged one', async () => {
    const { url, output } = await runExample('webex-bot/server.ts', { ...env(), WEBEX_SECRET: secret })
    const hook = { name: 'bot', targetUrl: `${url}/webex`, resource: 'messages', event: 'created', secret }
    await call(botToken, '/webhooks', hook)
    await write('/batman')
    await expect.poll(answers).toEqual(["I'm Batman!"])
    await write('/batsignal')
    await expect.poll(answers).toHaveLength(2)
    expect(answers()[1]).toContain('Bat-signal_1989_film.jpg')
    // Its own answers came back to it as notifications.
    await simulator.webhooks.idle()
    expect(answers()).toHaveLength(2)

    const [webhook] = simulator.webhooks.all.values()
    if (webhook !== undefined) webhook.secret = 'another secret'
    await write('/batcave forged')
    await expect.poll(output).toContain('refused: the secret does not match')
    await simulator.webhooks.idle()
    expect(answers()).toHaveLength(2)
    expect(output()).not.toContain(secret)
  })
})

describe('behind the gateway', () => {
  test('the same handler, once a message however often it is delivered; a failure asks for more', async () => {
    const key = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const { url } = await runExample('webex-bot/server.ts', { ...env(), GATEWAY_SECRET: key })
    const { id, roomId, personId } = await write('/batcave once')
    const deliver = async (data: object, id = 'evt_1') => {
      const body = Buffer.from(JSON.stringify({ resource: 'messages', event: 'created', data }))
      const signed = await sign({ body, id }, { scheme: countersigned(webex), secrets: key })
      return (await fetch(`${url}/countersigned`, { method: 'POST', ...signed })).status
    }
    expect(await deliver({ id, roomId, personId })).toBe(200)
    expect(await deliver({ id, roomId, personId })).toBe(200)
    expect(answers()).toEqual(["The Batcave echoes, 'once'"])
    expect(await deliver({ id: 'gone', roomId, personId }, 'evt_2')).toBe(500)
    expect((await fetch(`${url}/countersigned`, { method: 'POST', body: '{}' })).status).toBe(401)
    expect((await fetch(`${url}/webex`, { method: 'POST', body: '{}' })).status).toBe(404)
  })
})

test('says at the start what is missing', async () => {
  const { code, output } = await runToEnd('webex-bot/server.ts', {
    ...env(),
    WEBEX_SECRET: '',
    GATEWAY_SECRET: '',
  })
  expect([code, output]).toEqual([1, expect.stringContaining('Set WEBEX_SECRET or GATEWAY_SECRET.')])
})
