import type { Command } from 'commander'
import { stringify } from 'yaml'
import type { ExportJson } from '../api/shapes/export-json.ts'
import { addAction } from './noun.ts'

const help = `
A secret is written as the name of a variable, such as {env: SHOP_SECRET}: set those to what the provider and the
receivers know, and 'countersign apply' makes the same on another gateway.

Example:
  countersign export > countersign.yaml
`

/** `countersign export`: what is set up, as a file that `apply` takes. */
export function exportCommand(program: Command): void {
  addAction(
    program,
    'export',
    'print what is set up as a file for apply, without its secrets',
    (command) => command.addHelpText('after', help),
    async (_args, { client, options }) => {
      const declared = declaredOf(await client.call<ExportJson>('GET', '/plan'))
      process.stdout.write(
        options.json ? `${JSON.stringify(declared)}\n` : stringify(declared, { lineWidth: 110 }),
      )
    },
  )
}

function declaredOf({ sources, destinations, routes }: ExportJson): object {
  return {
    sources: sources.map(({ secrets, connected, secretParams, ...source }) => ({
      ...source,
      params: {
        ...source.params,
        ...Object.fromEntries(
          secretParams.map((name) => [name, { env: paramVariableOf(source.name, name) }]),
        ),
      },
      // A connection gives its source the secrets, and changes them.
      ...(!connected &&
        secrets.length > 0 && {
          secrets: secrets.map(({ expiresAt }, at) => ({
            env: variableOf(source.name, at),
            ...(expiresAt !== null && { expiresAt }),
          })),
        }),
    })),
    destinations: destinations.map(({ secrets, ...destination }) => ({
      ...destination,
      ...(secrets.length > 0 && { secret: { env: variableOf(destination.name, 0) } }),
    })),
    routes,
  }
}

function variableOf(name: string, at: number): string {
  return `${inCapitals(name)}_SECRET${at === 0 ? '' : `_${at + 1}`}`
}

/** Of `verifyToken` of a source `meta`: META_VERIFY_TOKEN. */
function paramVariableOf(source: string, param: string): string {
  return `${inCapitals(source)}_${inCapitals(param.replaceAll(/[A-Z]/g, '_$&'))}`
}

/** As the name of a variable, which does not begin with a digit. */
function inCapitals(name: string): string {
  return name.toUpperCase().replaceAll(/\W|-/g, '_').replace(/^\d/, '_$&')
}
