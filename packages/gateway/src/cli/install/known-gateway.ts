import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Known } from '../../deploy/known.ts'
import { resolveSettings } from '../../process/config.ts'
import {
  type Setting,
  type SettingName,
  type Settings,
  settingTable,
  variableOf,
} from '../../process/settings.ts'
import { version } from '../../process/version.ts'

/** The settings that say something to those around a gateway. */
const named = ['publicUrl', 'host', 'port', 'adminListen', 'maxBodyBytes', 'trustedProxies'] as const

/** Of a stop: what is under way, what the keeper adds, and room. */
const beyondDrainSeconds = 20

/** Adds `--config` and those settings to a command. */
export function withKnown(command: Command): Command {
  command.option('--config <FILE>', 'the gateway’s settings, a JSON object [COUNTERSIGN_CONFIG]')
  for (const name of named) {
    const { flag, value, describe }: Setting = settingTable[name]
    command.option(`--${flag} <${value}>`, `${describe} [${variableOf(name)}]`)
  }
  return command
}

/** A gateway as it is described. */
interface KnownGateway {
  readonly known: Known
  readonly settings: Settings
  /** What stands in its configuration file, as it stands there. */
  readonly configured: Readonly<Record<string, unknown>>
}

/** The gateway that a command's options, the environment and a configuration file describe. Throws SettingsRefused. */
export function knownGateway(
  options: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): KnownGateway {
  const flags = Object.fromEntries(
    named.flatMap((name) => (typeof options[name] === 'string' ? [[name, options[name]]] : [])),
  ) as Partial<Record<SettingName, string>>
  const configFile = typeof options.config === 'string' ? options.config : env.COUNTERSIGN_CONFIG
  const settings = resolveSettings({ flags, env, configFile })
  const { publicUrl, port, maxBodyBytes, drainSeconds, unreadySeconds, databaseUrl, trustedProxies } =
    settings
  const stopSeconds = unreadySeconds + drainSeconds + beyondDrainSeconds
  const postgres = databaseUrl !== null || options.postgres === true
  return {
    settings,
    configured: configFile ? JSON.parse(readFileSync(configFile, 'utf8')) : {},
    known: {
      ...{ version, publicUrl, port, maxBodyBytes, stopSeconds, postgres, trustedProxies },
      variables: {
        ...(trustedProxies.length > 0 && { [variableOf('trustedProxies')]: trustedProxies.join(',') }),
        ...(maxBodyBytes !== settingTable.maxBodyBytes.default && {
          [variableOf('maxBodyBytes')]: String(maxBodyBytes),
        }),
      },
    },
  }
}
