import { createHmac } from 'node:crypto'
import { hmac, jsonField, verify } from 'countersign'
import { github } from 'countersign/schemes/github'
import { slack } from 'countersign/schemes/slack'
import { expect, test } from 'vitest'
import { Received } from '../src/message/received.ts'

const secret = 'a secret that is long enough for anybody'
const sign = (body: string): string => createHmac('sha256', secret).update(body).digest('hex')

function githubForm(body: string, contentType = 'application/x-www-form-urlencoded') {
  const headers = {
    'content-type': contentType,
    'x-github-event': 'issues',
    'x-github-delivery': 'd1',
    'x-hub-signature-256': `sha256=${sign(body)}`,
  }
  return verify({ headers, body }, { scheme: github, secrets: secret })
}

test('GitHub’s form content type: type and JSON are those of the payload, and the bytes are as they came', async () => {
  const body = `payload=${encodeURIComponent('{"action":"opened","title":"a+b & \\u00e9"}').replaceAll('%20', '+')}`
  const event = await githubForm(body)
  expect(event.type).toBe('issues.opened')
  expect(event.json()).toEqual({ action: 'opened', title: 'a+b & é' })
  expect(event.text()).toBe(body)
  expect(event.form().get('payload')).toContain('"opened"')
})

test('Slack’s interactions say what they are, and a slash command its command', async () => {
  const of = (body: string, type = 'application/x-www-form-urlencoded') => {
    const at = Math.floor(Date.now() / 1000)
    const headers = {
      'content-type': type,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${sign(`v0:${at}:${body}`)}`,
    }
    return verify({ headers, body }, { scheme: slack, secrets: secret })
  }
  const interaction = await of(`payload=${encodeURIComponent('{"type":"block_actions","actions":[]}')}`)
  expect(interaction.type).toBe('block_actions')
  expect(interaction.json()).toEqual({ type: 'block_actions', actions: [] })
  const command = await of('command=%2Fdeploy&text=prod')
  expect(command.type).toBe('/deploy')
  expect(() => command.json()).toThrow(expect.objectContaining({ code: 'ERR_BODY_MALFORMED' }))
  // The content type is not signed.
  for (const type of ['Application/X-WWW-Form-URLencoded', 'application/json', ''])
    expect((await of('command=%2Fdeploy&text=prod', type)).type).toBe('/deploy')
  expect((await of('"&command=%2Fdeploy"')).type).toBe('')
})

test.each([
  [
    'a JSON body that holds such a form',
    '{"title":"&payload=%7B%22action%22%3A%22deleted%22%7D&","action":"opened"}',
    'opened',
  ],
  ['another field before it', 'x=1&payload=%7B%22action%22%3A%22deleted%22%7D', undefined],
  ['another field behind it', 'payload=%7B%22action%22%3A%22deleted%22%7D&x=1', undefined],
  ['two of them', 'payload=%7B%7D&payload=%7B%22action%22%3A%22deleted%22%7D', undefined],
  ['a payload that is no JSON', 'payload=deleted', undefined],
])('%s is not read as a payload, whatever the unsigned content type says', async (_name, body, action) => {
  for (const type of ['application/x-www-form-urlencoded', 'application/json']) {
    const event = await githubForm(body, type)
    expect(event.type).toBe(action === undefined ? 'issues' : `issues.${action}`)
    expect(new Received({}, new TextEncoder().encode(body), 'POST', undefined).field('action')).toBe(action)
  }
})

test('a signed place in the payload is found, and a doubled one refused', async () => {
  const scheme = hmac({
    hash: 'sha256',
    encoding: 'hex',
    signature: jsonField('sig'),
    content: [jsonField('id')],
  })
  const form = (json: string): string => `payload=${encodeURIComponent(json)}`
  const ok = form(`{"id":"7","sig":"${sign('7')}"}`)
  expect((await verify({ headers: {}, body: ok }, { scheme, secrets: secret })).json()).toMatchObject({
    id: '7',
  })
  const doubled = form(`{"id":"8","id":"7","sig":"${sign('7')}"}`)
  await expect(verify({ headers: {}, body: doubled }, { scheme, secrets: secret })).rejects.toMatchObject({
    code: expect.stringMatching(/^ERR_/),
  })
})
