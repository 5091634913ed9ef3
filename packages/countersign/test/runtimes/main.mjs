import { report } from './report.mjs'

for (const line of await report()) console.log(line)
