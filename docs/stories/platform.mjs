// A platform on PostgreSQL: two gateways on one database. One is killed with its keeper, the other has all and goes on.
import { end, port, run, say, start } from './tell.mjs'

const on = (told) => ({
  COUNTERSIGN_URL: `http://127.0.0.1:${port(told)}`,
  COUNTERSIGN_TOKEN: process.env.COUNTERSIGN_ADMIN_TOKEN,
})
const quietly = () => ''

try {
  const first = await start(['serve', '--port', port(10007), '--data', 'one'], /Countersign is up/)
  await start(['serve', '--port', port(10012), '--data', 'two'], /Countersign is up/)
  await run(['source', 'create', 'shop', '--scheme', 'publish', '--json'], { env: on(10012), show: quietly })
  await publish(10007, 1)
  await publish(10012, 2)
  say('$ kill -9 the first keeper')
  first.child.kill('SIGKILL')
  await publish(10012, 3)
  const told = (text) =>
    JSON.parse(text)
      .items.map(({ source, verdict }) => `${source} ${verdict}`)
      .join('\n')
  await run(['event', 'list', '--json'], { env: on(10012), show: told })
} finally {
  await end()
}

async function publish(told, order) {
  const args = ['event', 'publish', 'shop', 'order.paid', '--data', `{"order":${order}}`, '--json']
  await run(args, { env: on(told), show: quietly })
}
