import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refusesNode20 } from './plain-lock.ts'

interface LockedPackage {
  readonly resolved?: string
  readonly link?: boolean
  readonly engines?: { readonly node?: string }
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const file = join(import.meta.dirname, '..', 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> }
const places = Object.keys(lock.packages)

/** Whether a package that stands at `place` finds `name` beside or above it. */
function finds(place: string, name: string): boolean {
  const parts = place.split('/node_modules/')
  for (let depth = parts.length; depth >= 0; depth--) {
    const above = parts.slice(0, depth).join('/node_modules/')
    if (lock.packages[above === '' ? `node_modules/${name}` : `${above}/node_modules/${name}`]) return true
  }
  return false
}

test('the lock holds the packages of every platform, so that colleagues elsewhere get theirs', () => {
  const missing = places.flatMap((place) =>
    Object.keys(lock.packages[place]?.optionalDependencies ?? {})
      .filter((name) => !finds(place, name))
      .map((name) => `${place} wants ${name}`),
  )
  expect(missing).toEqual([])
})

test('the lock names no registry', () => {
  expect(places.length).toBeGreaterThan(100)
  const named = places.filter((place) => lock.packages[place]?.resolved?.includes('://'))
  expect(named).toEqual([])
})

test('npm ci has nothing to warn of on Node 20, since what it installs runs on the Node beside it', () => {
  expect(['>=24', '^22.12.0 || >=24', '>=22.19.0'].map(refusesNode20)).toEqual([true, true, true])
  expect(['>=20.19', '^20.19.0 || >=22.12.0', '>= 0.8', '*', '>=18'].map(refusesNode20)).toEqual(
    Array(5).fill(false),
  )
  const workspaces = ['countersign', 'gateway', 'simulators'].map((name) =>
    JSON.parse(readFileSync(join(import.meta.dirname, '..', 'packages', name, 'package.json'), 'utf8')),
  )
  expect(workspaces.map(({ engines }) => refusesNode20(engines.node))).toEqual([false, false, false])
  const refused = places.filter((place) => refusesNode20(lock.packages[place]?.engines?.node ?? '*'))
  expect(refused).toEqual([])
})
