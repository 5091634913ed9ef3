// A bot on a laptop: a Webex to practise with, the webhook made there, a message verified and stored.
import { end, port, read, run, start, waitFor } from './tell.mjs'

const api = `http://127.0.0.1:${port(10010)}/v1`

try {
  const webex = await start(['simulate', 'webex', '--port', port(10010)], /batbot@webex\.bot/)
  await start(['serve', '--port', port(10007)], /Countersign is up/)
  const tokens = tokensOf(webex.said())
  const hook = [
    'connect',
    'webex',
    '--token-env',
    'WEBEX_TOKEN',
    '--api',
    api,
    '--resource',
    'messages',
    '--event',
    'created',
  ]
  const forward = ['--forward', `http://127.0.0.1:${port(10020)}/hook`, '--name', 'bot', '--json']
  await run([...hook, ...forward], { env: { WEBEX_TOKEN: tokens.bot }, show: () => '' })
  const me = await (
    await fetch(`${api}/people/me`, { headers: { authorization: `Bearer ${tokens.bot}` } })
  ).json()
  await fetch(`${api}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.person}`, 'content-type': 'application/json' },
    body: JSON.stringify({ toPersonEmail: me.emails[0], text: 'hello' }),
  })
  await waitFor(async () => (await read('/events')).length > 0)
  const told = (text) =>
    JSON.parse(text)
      .items.map(({ source, type, verdict }) => `${source} ${type} ${verdict}`)
      .join('\n')
  await run(['event', 'list', '--json'], { show: told })
} finally {
  await end()
}

function tokensOf(said) {
  const named = (name) => new RegExp(`${name}\\s+(\\S+)`).exec(said)?.[1]
  return { person: named('personToken'), bot: named('botToken') }
}
