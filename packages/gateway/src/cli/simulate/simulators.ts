type Simulators = typeof import('@countersign/simulators')

/** The package of the simulators is not installed: ERR_SIMULATORS_MISSING. */
export class SimulatorsMissing extends Error {
  override readonly name = 'SimulatorsMissing'
}

/** A package of its own, which a gateway in production has no use for. Rejects with `SimulatorsMissing`. */
export async function simulators(): Promise<Simulators> {
  try {
    return await import('@countersign/simulators')
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new SimulatorsMissing()
  }
}
