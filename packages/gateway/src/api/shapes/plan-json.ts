import { z } from 'zod'
import type { MadeSecret, Step } from '../../setup/planner.ts'

/** A step of a plan as the API shows it: never a secret. */
export interface StepJson extends Step {
  /** The step as a sentence. */
  readonly text: string
}

/** How many things a plan makes, changes and removes. */
export interface PlanOutline {
  readonly create: number
  readonly update: number
  readonly remove: number
}

/** A plan as the API shows it. */
export interface PlanJson {
  readonly applied: boolean
  readonly change: PlanOutline
  readonly steps: readonly StepJson[]
  /** Those that were made; where it was applied alone. */
  readonly secrets: readonly MadeSecret[]
}

/** A plan as the API shows it. */
export const planSchema: z.ZodType<PlanJson> = z
  .object({
    applied: z.boolean(),
    change: z.object({ create: z.int(), update: z.int(), remove: z.int() }),
    steps: z
      .array(
        z.object({
          action: z.enum(['create', 'update', 'remove']),
          noun: z.enum(['source', 'destination', 'route', 'connection']),
          name: z.string(),
          fields: z.array(z.string()).readonly().meta({ description: 'What is changed.' }),
          text: z.string(),
        }),
      )
      .readonly()
      .meta({ description: 'Empty where all is as it is wanted.' }),
    secrets: z
      .array(z.object({ destination: z.string(), secret: z.string() }))
      .readonly()
      .meta({ description: 'Of destinations that were made without one; shown this once, when applied.' }),
  })
  .meta({ id: 'Plan' })

/** Shows steps with their number by kind. */
export function showPlan(steps: readonly Step[], applied: boolean, secrets: readonly MadeSecret[]): PlanJson {
  const count = (action: Step['action']): number => steps.filter((step) => step.action === action).length
  return {
    applied,
    change: { create: count('create'), update: count('update'), remove: count('remove') },
    steps: steps.map((step) => ({ ...step, text: textOf(step) })),
    secrets,
  }
}

function textOf({ action, noun, name, fields }: Step): string {
  return `${action} ${noun} ${name}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`
}
