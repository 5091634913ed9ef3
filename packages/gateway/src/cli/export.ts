import type { Command } from 'commander'
import { stringify } from 'yaml'
import type { ExportJson } from '../api/shapes/export-json.ts'
import { printableJson } from '../model/printable.ts'
import { addAction } from './calls/noun.ts'

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
        options.json ? `${printableJson(declared)}\n` : stringify(declared, { lineWidth: 110 }),
      )
    },
  )
}

function declaredOf({ sources, destinations, routes, connections }: ExportJson): object {
  const variableOf = createVariables()
  return {
    sources: sources.map(({ secrets, connected, secretParams, ...source }) => ({
      ...source,
      params: {
        ...source.params,
        ...Object.fromEntries(
          secretParams.map((name) => [name, { env: variableOf('SOURCE', source.name, inParts(name)) }]),
        ),
      },
      // A connection gives its source the secrets, and changes them.
      ...(!connected &&
        secrets.length > 0 && {
          secrets: secrets.map(({ expiresAt }, at) => ({
            env: variableOf('SOURCE', source.name, at === 0 ? 'secret' : `secret_${at + 1}`),
            ...(expiresAt !== null && { expiresAt }),
          })),
        }),
    })),
    destinations: destinations.map(({ secrets, ...destination }) => ({
      ...destination,
      ...(secrets.length > 0 && { secret: { env: variableOf('DESTINATION', destination.name, 'secret') } }),
    })),
    routes,
    ...(connections.length > 0 && {
      connections: connections.map((connection) => ({
        ...connection,
        token: { env: variableOf('CONNECTION', connection.name, 'token') },
      })),
    }),
  }
}

/**
 * Names a variable for each secret, such as SHOP_SECRET: no two the same, though a source and a destination may have one
 * name, and names may differ in what no variable has.
 */
function createVariables(): (
  kind: 'SOURCE' | 'DESTINATION' | 'CONNECTION',
  name: string,
  what: string,
) => string {
  const taken = new Set<string>()
  return (kind, name, what) => {
    const short = `${inCapitals(name)}_${inCapitals(what)}`
    let variable = taken.has(short) ? `${kind}_${short}` : short
    for (let n = 2; taken.has(variable); n++) variable = `${kind}_${short}_${n}`
    taken.add(variable)
    return variable
  }
}

/** Of `verifyToken`: `verify_Token`. */
function inParts(param: string): string {
  return param.replaceAll(/[A-Z]/g, '_$&')
}

/** As the name of a variable, which does not begin with a digit. */
function inCapitals(name: string): string {
  return name.toUpperCase().replaceAll(/\W|-/g, '_').replace(/^\d/, '_$&')
}
