import type { Command } from 'commander'
import { Document, isMap, isSeq } from 'yaml'
import type { ExportJson } from '../api/shapes/export-json.ts'
import type { DeclaredItems } from '../files/updated-file.ts'
import { printableJson } from '../model/printable.ts'
import { addAction } from './calls/noun.ts'
import { writeInto } from './export/write-into.ts'

const help = `
A secret of a source is written as the name of a variable, such as {env: SHOP_SECRET}: set those to what the provider knows,
or take the lines out where the file is applied to this gateway alone, which keeps its own. That of a destination, which the
gateway mostly made itself, stands as a comment: without it a destination keeps its own, or is given one on another gateway.

--into brings a file that is there up to what stands, as after a change in the console: fields that it names get the values
of now, what it lacks is added, what is gone is taken out. Comments, order, references to secrets and what it leaves unsaid
stay. Exit codes: 0 done, or nothing to do; 1 refused; 78 no gateway or no token is known.

Examples:
  countersign export > countersign.yaml
  countersign export --into countersign.yaml && git diff
`

interface ExportOptions {
  readonly into?: string
}

/** `countersign export`: what is set up, as a file that `apply` takes. */
export function exportCommand(program: Command): void {
  addAction<ExportOptions>(
    program,
    'export',
    'print what is set up as a file for apply, without its secrets',
    (command) =>
      command
        .option('--into <FILE>', 'bring this file up to what is set up, and keep its comments')
        .addHelpText('after', help),
    async (_args, { client, options, command }) => {
      const variableOf = createVariables()
      const setUp = await client.call<ExportJson>('GET', '/plan')
      const declared = declaredOf(setUp, variableOf)
      if (options.into !== undefined) {
        writeInto(command, options.into, declared, options.json === true)
        return
      }
      // Most gateways have no connections.
      const { connections, ...others } = declared
      const shown = connections.length > 0 ? declared : others
      const text = options.json ? `${printableJson(shown)}\n` : asYaml(shown, setUp, variableOf)
      process.stdout.write(text)
    },
  )
}

function declaredOf(
  { sources, destinations, routes, connections }: ExportJson,
  variableOf: VariableOf,
): DeclaredItems {
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
    // What signs for one was mostly made by the gateway, shown once: nobody could set a variable to it.
    destinations: destinations.map(({ secrets: _made, ...destination }) => destination),
    routes,
    connections: connections.map((connection) => ({
      ...connection,
      token: { env: variableOf('CONNECTION', connection.name, 'token') },
    })),
  }
}

/** As YAML; below each destination that is signed for, as a comment, where its secret would be named. */
function asYaml(shown: Partial<DeclaredItems>, { destinations }: ExportJson, variableOf: VariableOf): string {
  const document = new Document(shown)
  const list = document.get('destinations')
  const items = isSeq(list) ? list.items : []
  for (const [at, { name, secrets }] of destinations.entries()) {
    const item = items[at]
    if (isMap(item) && secrets.length > 0)
      item.comment = ` secret: { env: ${variableOf('DESTINATION', name, 'secret')} }`
  }
  return document.toString({ lineWidth: 110 })
}

type VariableOf = (kind: 'SOURCE' | 'DESTINATION' | 'CONNECTION', name: string, what: string) => string

/**
 * Names a variable for each secret, such as SHOP_SECRET: no two the same, though a source and a destination may have one
 * name, and names may differ in what no variable has.
 */
function createVariables(): VariableOf {
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
