import type { Texts } from '../errors/error-texts.ts'
import { toldText } from '../errors/facts.ts'
import { cureFor } from './body-cures.ts'

/** The sentences of the closed list, and the cures for a body that a framework has eaten. */
export const texts: Texts = { of: toldText, cureFor }
