/** Conditions of a statement and their values, collected side by side. */
export class Filter {
  readonly #conditions: string[] = []
  readonly values: (number | string)[] = []

  add(condition: string, ...values: (number | string)[]): void {
    this.#conditions.push(condition)
    this.values.push(...values)
  }

  /** A column that holds one of some numbers; nothing where any will do. */
  among(column: string, numbers: readonly number[] | undefined): void {
    if (numbers !== undefined) this.add(`${column} in (${numbers.map(() => '?').join()})`, ...numbers)
  }

  /** A condition on one value; nothing where any will do. */
  where(condition: string, value: number | string | undefined): void {
    if (value !== undefined) this.add(condition, value)
  }

  toString(): string {
    return this.#conditions.length === 0 ? '' : `where ${this.#conditions.join(' and ')}`
  }
}
