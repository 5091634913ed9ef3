import picocolors from 'picocolors'
import type { PlanJson, StepJson } from '../../api/shapes/plan-json.ts'
import { printable } from '../../model/printable.ts'

const signs = {
  create: picocolors.green('+'),
  update: picocolors.yellow('~'),
  remove: picocolors.red('-'),
} as const

/** Prints a plan: a line a step, then their number; `Nothing to do.` for none. */
export function printPlan({
  steps,
  change,
  applied,
}: Pick<PlanJson, 'change' | 'applied'> & { readonly steps: readonly Omit<StepJson, 'text'>[] }): void {
  if (steps.length === 0) {
    process.stdout.write('Nothing to do.\n')
    return
  }
  for (const { action, noun, name, fields } of steps) {
    const what = fields.length === 0 ? '' : `: ${fields.join(', ')}`
    process.stdout.write(`${signs[action]} ${noun} ${printable(name)}${what}\n`)
  }
  const { create, update, remove } = change
  const counts = applied
    ? `${create} created, ${update} changed, ${remove} removed.`
    : `${create} to create, ${update} to change, ${remove} to remove.`
  process.stdout.write(`${counts}\n`)
}
