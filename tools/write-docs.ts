// `npm run docs`: writes the generated pages of docs/reference.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from './docs/pages.ts'
import { referencePages } from './docs/reference.ts'

for (const [path, text] of await referencePages()) {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
  console.log(path)
}
