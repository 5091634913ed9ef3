import type { Command } from 'commander'
import { addAction } from './calls/noun.ts'
import { type FileOptions, planFiles, withFileOptions } from './options/file-options.ts'
import { printItem } from './shown/print-list.ts'
import { printPlan } from './shown/print-plan.ts'

const help = `
The files hold the lists sources, destinations, routes and connections, by the names of the API's fields; routes name
their ends, and a connection brings the source of its name.
A secret stands elsewhere: {env: NAME} or {file: PATH}. What a file does not name stays as it is.
All that is wrong is told at once, by file, line and column, and then nothing is changed.
Exit codes: 0 done, or nothing to do; 1 refused; 78 no gateway or no token is known.

Example:
  sources:
    - name: shop
      scheme: shopify
      secrets:
        - env: SHOPIFY_SECRET
  destinations:
    - name: app
      url: https://app.example.com/hooks
  routes:
    - source: shop
      destination: app

  countersign apply -f countersign.yaml --dry-run
  countersign apply -f countersign.yaml
`

interface ApplyOptions extends FileOptions {
  readonly dryRun?: true
}

/** `countersign apply`: what files declare is set up; a second time there is nothing to do. */
export function applyCommand(program: Command): void {
  addAction<ApplyOptions>(
    program,
    'apply',
    'set up what files declare, in one commit; then their connections',
    (command) =>
      withFileOptions(command)
        .option('--dry-run', 'print what would be done, and do nothing')
        .addHelpText('after', help),
    async (_args, { client, options, command }) => {
      const plan = await planFiles(command, client, options, options.dryRun !== true)
      if (options.json) {
        printItem(plan, true)
        return
      }
      printPlan(plan)
      for (const { destination, secret } of plan.secrets)
        process.stdout.write(`The secret of ${destination}, shown this once: ${secret}\n`)
    },
  )
}
