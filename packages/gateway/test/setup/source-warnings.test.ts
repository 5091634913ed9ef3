import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { showSource } from '../../src/api/shapes/source-json.ts'
import type { Snapshot } from '../../src/configuration/snapshot.ts'
import type { Identity } from '../../src/model/identity.ts'
import { createSource, deleteSource } from '../../src/setup/source.ts'
import { warnOfSources } from '../../src/setup/source-warnings.ts'
import { applyChange, Stage } from './standing.ts'

// Sources of before, which lack what a source is not made without today.

const stage = new Stage()
const { catalog } = stage.context

function addOfBefore(name: string, scheme: string, params: Record<string, string>): void {
  const asked = { topicArn: '*', userId: '*', serviceAccount: '*', audience: 'here' }
  const specs = Object.keys(catalog.scheme(scheme)?.proof.params ?? {})
  const wanted = Object.fromEntries(Object.entries(asked).filter(([param]) => specs.includes(param)))
  const secrets = secretOf(scheme).map((value) => ({ value, notBefore: null, expiresAt: null }))
  stage.run(createSource, { name, scheme, params: wanted, secrets, unsigned: false })
  const source = stage.now.source(name)
  if (source === undefined) throw new Error('not made')
  stage.configuration = applyChange(stage.configuration, { sources: [{ ...source, params }] })
}

function secretOf(scheme: string): string[] {
  if (scheme === 'webex') return ['a-secret-of-some-length']
  if (scheme !== 'fal') return []
  return [generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString()]
}

it('are warned of at the start and wherever they are shown, those that have it are not', () => {
  addOfBefore('sns', 'aws-sns', {})
  addOfBefore('fal', 'fal', { userId: '' })
  addOfBefore('pubsub', 'google-pubsub-push', { audience: 'here' })
  addOfBefore('set', 'aws-sns', { topicArn: 'arn:aws:sns:eu-west-1:1:mine' })
  addOfBefore('anybody', 'fal', { userId: '*' })
  addOfBefore('other', 'webex', {})
  addOfBefore('gone', 'fal', {})
  stage.run(deleteSource, { source: 'gone' })

  const logged: [unknown, string][] = []
  const current = (): Snapshot => ({ configuration: stage.configuration }) as Snapshot
  warnOfSources({ catalog, current }, { warn: (about, message) => logged.push([about, message]) })
  expect(logged).toEqual([
    [
      { source: 'sns' },
      expect.stringMatching(/^The param topicArn is missing .*Amazon SNS signs for anybody/),
    ],
    [{ source: 'fal' }, expect.stringMatching(/^The param userId is missing/)],
    [{ source: 'pubsub' }, expect.stringMatching(/^The param serviceAccount is missing/)],
  ])

  const seal = { mark: () => '' }
  const reader = { may: { actions: new Set() } } as unknown as Identity
  const shown = [...stage.configuration.sources.from(0)].map((source) => [
    source.name,
    showSource(source, stage.configuration, 'https://hooks.test', reader, catalog, seal).warnings?.length ??
      0,
  ])
  expect(Object.fromEntries(shown)).toMatchObject({ sns: 1, fal: 1, pubsub: 1, set: 0, anybody: 0, other: 0 })
})
