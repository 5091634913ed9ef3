import { existsSync, realpathSync, statSync } from 'node:fs'
import type { Command } from 'commander'
import { FilesRefused } from '../../files/files-refused.ts'
import { listFiles } from '../../files/list-files.ts'
import { type DeclaredItems, type FileStep, updatedFile } from '../../files/updated-file.ts'
import { replaceFile } from '../../seal/replace-file.ts'
import { printItem } from '../shown/print-list.ts'
import { printPlan } from '../shown/print-plan.ts'

/**
 * Brings a file up to what stands, or begins it, and prints what it said otherwise. Ends the command with exit code 1
 * where it cannot; the file is as it was then.
 */
export function writeInto(command: Command, file: string, declared: DeclaredItems, json: boolean): void {
  try {
    if (existsSync(file) && statSync(file).isDirectory())
      throw new FilesRefused([`${file}: --into takes one file, and not a folder of them.`])
    const [before = { path: file, text: '' }] = existsSync(file) ? listFiles(file) : []
    const { text, steps } = updatedFile(before, declared)
    if (steps.length > 0) replace(file, text)
    const count = (wanted: FileStep['action']): number =>
      steps.filter(({ action }) => action === wanted).length
    const change = { create: count('create'), update: count('update'), remove: count('remove') }
    if (json) printItem({ file, steps }, true)
    else printPlan({ steps, change, applied: true })
  } catch (error) {
    if (error instanceof FilesRefused) command.error(`error: ${error.problems.join('\n')}`, { exitCode: 1 })
    const { code, message } = error as NodeJS.ErrnoException
    command.error(`error: ${file} cannot be written (${code ?? message})`, { exitCode: 1 })
  }
}

/** All of it or nothing; where the file is a link, what it leads to. */
function replace(file: string, text: string): void {
  const there = existsSync(file)
  const real = there ? realpathSync(file) : file
  const mode = there ? statSync(real).mode & 0o777 : 0o644
  replaceFile(real, text, mode)
}
