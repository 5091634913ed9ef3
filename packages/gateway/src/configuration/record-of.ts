import { z } from 'zod'

/**
 * An object with names from outside. `z.record()` passes over `__proto__` without a word, and with it what the name was
 * to demand: here it is refused by its place.
 */
export function recordOf<Value extends z.ZodType>(
  name: z.ZodString,
  value: Value,
): z.ZodPreprocess<z.ZodRecord<z.ZodString, Value>> {
  return z.preprocess(
    (given, { issues }) => {
      if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__'))
        issues.push({
          code: 'custom',
          input: given,
          path: ['__proto__'],
          message: 'is no name that can be kept',
        })
      return given
    },
    z.record(name, value),
  )
}
