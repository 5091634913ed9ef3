export type { Control } from './control.ts'
export { type Faults, noFaults } from './faults.ts'
export { newTokens, type Tokens } from './seatable/access.ts'
export { type SeaTableSimulator, type SeaTableSimulatorOptions, simulateSeaTable } from './seatable/server.ts'
export {
  defaultNewcomers,
  simulateWebex,
  type WebexSimulator,
  type WebexSimulatorOptions,
} from './webex/server.ts'
export type { Newcomer } from './webex/world.ts'
