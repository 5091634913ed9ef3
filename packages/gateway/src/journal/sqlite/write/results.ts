/** Collects the results of a batch; grows as needed and is copied out once, after the commit. */
export class Results {
  #numbers = new Float64Array(4096)
  length = 0

  push(value: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Float64Array(this.#numbers.length * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.length++] = value
  }

  /** Goes back or forward to a place: an operation that was rolled back keeps its places, unfilled. */
  seek(length: number): void {
    while (this.length < length) this.push(0)
    this.length = length
  }

  copy(): Float64Array<ArrayBuffer> {
    return this.#numbers.slice(0, this.length)
  }
}
