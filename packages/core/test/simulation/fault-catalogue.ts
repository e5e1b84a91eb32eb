import { CLUSTER_FAULTS } from './faults/cluster-faults.ts'
import type { FaultKind } from './faults/fault-kind.ts'
import { LINK_FAULTS } from './faults/link-faults.ts'
import { QUIET_FAULTS } from './faults/quiet-faults.ts'
import { RELEASE_FAULTS } from './faults/release-faults.ts'
import { REQUEST_FAULTS } from './faults/request-faults.ts'

/** What can go wrong at any moment. */
export const SUDDEN_FAULTS: readonly FaultKind[] = [
  ...REQUEST_FAULTS,
  ...CLUSTER_FAULTS,
  ...LINK_FAULTS,
]

/** Everything that can go wrong in a simulation. */
export const FAULT_CATALOGUE: readonly FaultKind[] = [
  ...SUDDEN_FAULTS,
  ...RELEASE_FAULTS,
  ...QUIET_FAULTS,
]
