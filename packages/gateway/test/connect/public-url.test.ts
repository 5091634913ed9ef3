import { expect, test } from 'vitest'
import { simulateWebex } from '../../../simulators/src/index.ts'
import { startGateway } from '../harness/start-gateway.ts'

const newcomers = [{ token: 'bottoken', email: 'b@webex.bot', displayName: 'Bot', type: 'bot' as const }]

test('an address that does not lead here is refused before anything is made, unless the operator knows better', async () => {
  const webex = await simulateWebex({ newcomers })
  const gateway = await startGateway({ args: ['--public-url', 'https://countersign.invalid'] })
  try {
    const input = {
      ...{ provider: 'webex', token: 'bottoken', api: webex.api, name: 'bot' },
      settings: { resource: 'messages', event: 'created' },
    }
    const refused = await gateway.api('POST', '/connections', input)
    expect(refused.body).toMatchObject({ status: 400, code: 'ERR_PUBLIC_URL' })
    expect(refused.body.detail).toContain('https://countersign.invalid/livez cannot be reached')
    expect([webex.webhooks.all.size, (await gateway.api('GET', '/sources/bot')).status]).toEqual([0, 404])
    const made = await gateway.api('POST', '/connections', { ...input, assumeReachable: true })
    expect(made.body).toMatchObject({ url: 'https://countersign.invalid/in/bot', warnings: [] })
  } finally {
    await gateway.remove()
    await webex.close()
  }
})

test('an address in the open is refused', async () => {
  const gateway = await startGateway({ args: ['--public-url', 'http://hooks.example.com'] })
  try {
    const refused = await gateway.api('POST', '/connections', {
      ...{
        provider: 'webex',
        token: 'bottoken',
        name: 'bot',
        settings: { resource: 'messages', event: 'created' },
      },
    })
    expect(refused.body).toMatchObject({
      code: 'ERR_PUBLIC_URL',
      detail: expect.stringContaining('is not https'),
    })
  } finally {
    await gateway.remove()
  }
})
