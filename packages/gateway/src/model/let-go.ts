/** Smaller ones are left to the collector: they cost it little, and this takes 0.5 µs. */
const leastBytes = 16 * 1024

/**
 * Gives the memory of bytes back at once, where they are all of their buffer. They have none afterwards: nobody may
 * read them any more, or be writing them to a socket. The collector knows of memory outside its heap by a count alone
 * and, under a flood of bodies, runs once that is some hundred MB.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < leastBytes || byteLength !== buffer.byteLength) return
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
