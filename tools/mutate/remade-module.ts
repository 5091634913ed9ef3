import { type Node, parsed } from '../syntax.ts'

/** Modules whose exports are made when they are loaded, of data: schemes, what their handshakes are, and sums that go by a table. */
export function isOfData(file: string): boolean {
  return /^(schemes|handshakes)\/(?!index\.)|^content\/(md5|crc32)/.test(file)
}

/** A module of data in which all but its imports and types stands in a function that makes its exports. */
export function remadeModule(text: string, file: string): string {
  let [outside, inside] = ['', '']
  const names: string[] = []
  for (const node of parsed(text, file).body as readonly Node[]) {
    const { type, start, end, exportKind, declaration, source } = node as Node & {
      readonly declaration?: Node & { readonly declarations?: readonly Node[]; readonly id?: Node }
    }
    const part = text.slice(start, end)
    if (type === 'ImportDeclaration' || exportKind === 'type' || source) outside += `${part}\n`
    else if (declaration === undefined || declaration === null) inside += `${part}\n`
    else {
      inside += `${text.slice(declaration.start, declaration.end)}\n`
      const made = declaration.declarations ?? [declaration]
      names.push(...made.map(({ id }) => (id as { name: string }).name))
    }
  }
  const exported = names.map((name) => `export const ${name} = made.${name}\n`).join('')
  return `${outside}const made = mutants.remade(() => {\n${inside}return { ${names.join(', ')} }\n})\n${exported}`
}
