// CommonJS requires the package: no module of it may await at its top level.
const { createVerifier } = require('countersign')
const { report } = require('./report.mjs')

if (typeof createVerifier !== 'function') throw new TypeError('require("countersign") gave no createVerifier')
report().then((lines) => {
  for (const line of lines) console.log(line)
})
