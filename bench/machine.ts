import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'

/** What a figure was measured on; printed with each, since it means nothing without. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly node: string
  /** One 4 KiB append and fdatasync, in ms. */
  readonly fsyncMs: { readonly median: number; readonly p99: number }
}

/** Looks at this machine and times its disk where `folder` lies. */
export function describeMachine(folder: string = tmpdir()): Machine {
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
    node: process.version,
    fsyncMs: timeFsync(folder),
  }
}

/** One line for a result's head. */
export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGiB, kernel, node, fsyncMs } = machine
  const disk = `fsync of 4 KiB ${fsyncMs.median.toFixed(2)} ms (p99 ${fsyncMs.p99.toFixed(2)} ms)`
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${kernel}, Node ${node}, ${disk}`
}

/** Resident memory of a process in MiB, its own and its peak, from /proc; null elsewhere. */
export function residentMiB(pid: number): { readonly now: number; readonly peak: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kiB = (field: string): number => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0)
    return { now: kiB('VmRSS') / 1024, peak: kiB('VmHWM') / 1024 }
  } catch {
    return null
  }
}

/** Processor time that a process has used, in seconds, from /proc; 0 elsewhere. */
export function cpuSeconds(pid: number): number {
  const fields = fieldsOf(pid)
  // In ticks of a hundredth of a second, on every Linux that Node runs on.
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100
}

/** The process that started another, from /proc; 0 elsewhere. */
export function parentOf(pid: number): number {
  return Number(fieldsOf(pid)[1] ?? 0)
}

/** What stands after the name, which may hold spaces: state, parent, … */
function fieldsOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

function timeFsync(folder: string): { median: number; p99: number } {
  const place = mkdtempSync(join(folder, 'countersign-fsync-'))
  const file = openSync(join(place, 'probe'), 'a')
  try {
    const block = Buffer.alloc(4096, 1)
    const times: number[] = []
    for (let i = 0; i < 200; i++) {
      const start = performance.now()
      writeSync(file, block)
      fdatasyncSync(file)
      times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    return { median: times[100] ?? 0, p99: times[197] ?? 0 }
  } finally {
    closeSync(file)
    rmSync(place, { recursive: true, force: true })
  }
}
