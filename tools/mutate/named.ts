import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isOfData } from './remade-module.ts'
import { type Site, sitesOf } from './sites.ts'

const sources = fileURLToPath(new URL('../../packages/countersign/src/', import.meta.url))

/** A site of the library, with the name that it is asked by. */
export interface Named {
  readonly id: string
  /** Below `packages/countersign/src`. */
  readonly file: string
  readonly line: number
  readonly was: string
  /** The whole line on which it begins. */
  readonly text: string
  readonly site: Site
}

/** The sites of a source, with their names. */
export function namedSites(text: string, file: string): readonly Named[] {
  const lines = text.split('\n')
  return sitesOf(text, file, isOfData(file)).map((site, at) => {
    const line = text.slice(0, site.start).split('\n').length
    const was = text.slice(site.start, site.end)
    return { id: `${file}#${at}`, file, line, was, text: lines[line - 1] ?? '', site }
  })
}

/** Whether a site can be switched within a run: it is evaluated again, or its module is made again. */
export function isSwitched({ file, site }: Named): boolean {
  return !site.atLoad || isOfData(file)
}

/** The sites of all sources whose path begins so. */
export function sitesBelow(start: string): readonly Named[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.startsWith(start) && file.endsWith('.ts') && !file.endsWith('index.ts'))
    .sort()
    .flatMap((file) => namedSites(readFileSync(join(sources, file), 'utf8'), file))
}

/** A site in a line. */
export function told({ file, line, was, site }: Named): string {
  return `${file}:${line}: ${was.slice(0, 80)} -> ${site.wrong.slice(0, 80)}`
}
