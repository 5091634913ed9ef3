import type { Command } from 'commander'
import type { SecretJson } from '../../api/answers/secret.ts'
import { bounds } from '../../model/bounds.ts'
import { futureOption, momentForms } from '../options/moment-option.ts'
import {
  readSecrets,
  type SecretOptions,
  secretsGiven,
  withSecretOptions,
} from '../options/secret-options.ts'
import { parseWhole } from '../options/whole-option.ts'
import { type Columns, printDone, printItem, printList, printMade } from '../shown/print-list.ts'
import { part } from './client.ts'
import { addAction, asItIs } from './noun.ts'

const columns: Columns<SecretJson> = [
  ['id', ({ id }) => id],
  ['made', ({ createdAt }) => createdAt],
  ['valid from', ({ notBefore }) => notBefore ?? 'always'],
  ['until', ({ expiresAt }) => expiresAt ?? 'no end'],
]

/** Adds `… secret list|add|expire|revoke` to a noun whose things have secrets. */
export function addSecretCommands(noun: Command, kind: 'source' | 'destination'): void {
  const secret = noun.command('secret').description(`the secrets of a ${kind}; several may be valid at once`)
  const pathOf = (name: string): string => `/${kind}s/${part(name)}/secrets`
  addAction(
    secret,
    'list <name>',
    'list ids and validity',
    asItIs,
    async ([name = ''], { client, options }) => {
      printList(await client.call('GET', pathOf(name)), columns, options.json)
    },
  )
  addAction<SecretOptions & { notBefore?: string; expires?: string; expireOthersAfter?: number }>(
    secret,
    'add <name>',
    kind === 'source'
      ? 'add the provider’s next secret'
      : 'add a secret; without one given it is made, and shown once',
    (command) =>
      withSecretOptions(command)
        .option('--not-before <TIME>', `valid from: ${momentForms}`, futureOption)
        .option('--expires <TIME>', `valid until: ${momentForms}`, futureOption)
        .option(
          '--expire-others-after <SECONDS>',
          'end the others so long after this one begins',
          parseWhole(bounds.overlapSeconds),
        ),
    async ([name = ''], { client, options, command }) => {
      const wanted = kind === 'source' || secretsGiven(options)
      const [value] = wanted ? await readSecrets(command, options) : []
      const body = {
        ...(value !== undefined && { value }),
        ...(options.notBefore !== undefined && { notBefore: options.notBefore }),
        ...(options.expires !== undefined && { expiresAt: options.expires }),
        ...(options.expireOthersAfter !== undefined && {
          expireOthersAfterSeconds: options.expireOthersAfter,
        }),
      }
      printMade(await client.call('POST', pathOf(name), { body }), options.json)
    },
  )
  addAction(
    secret,
    'expire <name> <id> <time>',
    `say when a secret ends: ${momentForms}`,
    (command) => {
      command.registeredArguments[2]?.argParser(futureOption)
      return command
    },
    async ([name = '', id = '', expiresAt], { client, options }) => {
      printItem(
        await client.call('PATCH', `${pathOf(name)}/${part(id)}`, { body: { expiresAt } }),
        options.json,
      )
    },
  )
  addAction(
    secret,
    'revoke <name> <id>',
    'revoke a secret, at once',
    asItIs,
    async ([name = '', id = ''], { client, options }) => {
      await client.call('DELETE', `${pathOf(name)}/${part(id)}`)
      printDone(`The secret ${id} is revoked.`, options.json)
    },
  )
}
