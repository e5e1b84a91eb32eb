import { fileURLToPath } from 'node:url'
import type { MeasuredPackage } from '../bench-client.ts'

/** Where `bench/scripts/build-confluent.sh` builds it. */
export const CONFLUENT_PACKAGE: MeasuredPackage = Object.freeze({
  name: '@confluentinc/kafka-javascript',
  from: fileURLToPath(new URL('../../../../.cache/bench-confluent/', import.meta.url)),
})
