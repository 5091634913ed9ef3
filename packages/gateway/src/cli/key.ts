import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { SealingKeyJson } from '../api/answers/sealing-key.ts'
import { counted } from '../model/counted.ts'
import type { Client } from './calls/client.ts'
import { addAction, asItIs } from './calls/noun.ts'
import { printItem } from './shown/print-list.ts'

const about = `
Where the gateway keeps its key itself (DIR/key), 'rotate' is all there is to do: it makes the next key, seals all anew and
removes the old one.

Where the key is given from outside (COUNTERSIGN_KEY):
  1. Make the next key: openssl rand -base64 32
  2. Give it to every gateway as COUNTERSIGN_KEY, and the one of now as COUNTERSIGN_OLD_KEY; start them one after the other.
     Until the next step the old one goes on sealing.
  3. countersign key rotate, at any one of them. Where a gateway lacks the next key it is refused.
  4. Once it says so, take COUNTERSIGN_OLD_KEY away.

Nothing stands still meanwhile, and what is cut short goes on at the next start. Backups of before need the old key: keep
it with them.
`

const examples = `${about}
Examples:
  countersign key show
  countersign key rotate
`

const lookMs = 500

/** `countersign key …`: the key that secrets are sealed with. */
export function keyCommand(program: Command): void {
  const noun = program
    .command('key')
    .description('the key that secrets are sealed with')
    .addHelpText('after', examples)
  addAction(
    noun,
    'show',
    'show which key seals, and how far a change has come',
    asItIs,
    async (_args, { client, options }) => {
      print(await client.call('GET', '/sealing-key'), options.json)
    },
  )
  addAction<{ wait: boolean }>(
    noun,
    'rotate',
    'let the next key seal, and seal anew what the one of now has sealed',
    (command) =>
      command
        .option('--no-wait', 'do not wait until all is sealed anew: key show says how far it is')
        .addHelpText('after', about),
    async (_args, { client, options: { wait, json } }) => {
      const begun = await client.call<SealingKeyJson>('POST', '/sealing-key/rotate')
      print(wait ? await ended(client, begun) : begun, json)
    },
  )
}

async function ended(client: Client, begun: SealingKeyJson): Promise<SealingKeyJson> {
  let now = begun
  while (now.state === 'resealing') {
    await sleep(lookMs)
    now = await client.call('GET', '/sealing-key')
  }
  return now
}

function print(key: SealingKeyJson, json: boolean | undefined): void {
  if (json) printItem(key, true)
  else process.stdout.write(`${sentenceOf(key)}\n`)
}

function sentenceOf({ state, fingerprint, others, resealed }: SealingKeyJson): string {
  switch (state) {
    case 'single':
      return `The key ${fingerprint} seals; there is no other.`
    case 'waiting':
      return `The key ${fingerprint} seals; ${others.join(', ')} is there to turn to: countersign key rotate`
    case 'resealing':
      return `The key ${fingerprint} seals; what ${others.join(', ')} has sealed is sealed anew (${resealed} so far).`
    case 'done':
      return others.length === 0
        ? `The key ${fingerprint} seals; ${counted(resealed, 'was', 'were')} sealed anew, and the old key is removed.`
        : `The key ${fingerprint} seals; ${counted(resealed, 'was', 'were')} sealed anew. Take COUNTERSIGN_OLD_KEY away, which opens nothing any more.`
  }
}
