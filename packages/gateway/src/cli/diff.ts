import { type Command, CommanderError } from 'commander'
import { addAction } from './calls/noun.ts'
import { type FileOptions, planFiles, withFileOptions } from './options/file-options.ts'
import { printItem } from './shown/print-list.ts'
import { printPlan } from './shown/print-plan.ts'

const help = `
Exit codes: 0 all is as the files declare, 1 it is not, 2 the files are refused, or no gateway answers.

Example, in a pipeline:
  countersign diff -f config/ --prune || echo 'somebody changed the gateway by hand'
`

/** `countersign diff`: whether what stands is what files declare. */
export function diffCommand(program: Command): void {
  addAction<FileOptions>(
    program,
    'diff',
    'show where the gateway differs from what files declare; exit code 1 where it does',
    (command) => withFileOptions(command).addHelpText('after', help),
    async (_args, { client, options, command }) => {
      const plan = await planFiles(command, client, options, false).catch((error: unknown) => {
        // A pipeline tells trouble from a difference, as with diff(1).
        if (error instanceof CommanderError && error.exitCode === 1)
          throw new CommanderError(2, error.code, error.message)
        throw error
      })
      if (options.json) printItem(plan, true)
      else printPlan(plan)
      if (plan.steps.length > 0) process.exitCode = 1
    },
  )
}
