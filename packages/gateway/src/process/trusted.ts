import type { SecureContext } from 'node:tls'
import { readTrust } from '../egress/trust.ts'
import { SettingsRefused } from './config.ts'
import type { Settings } from './settings.ts'

/** The certificates that `--ca` adds to the system's; null: none. Throws SettingsRefused. */
export function trustedBy({ ca }: Pick<Settings, 'ca'>): SecureContext | null {
  const trust = readTrust(ca)
  if (typeof trust === 'string') throw new SettingsRefused([`--ca: ${ca?.split('\n', 1)[0]} ${trust}.`])
  return trust.trusted
}
