import { apiVersionsCases } from './api-versions-cases.ts'
import { committedOffsetCases } from './committed-offset-cases.ts'
import { configCases } from './config-cases.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { fetchCases } from './fetch-cases.ts'
import { groupAdminCases } from './group-admin-cases.ts'
import { idempotenceCases } from './idempotence-cases.ts'
import { membershipCases } from './membership-cases.ts'
import { metadataCases } from './metadata-cases.ts'
import { offsetCases } from './offset-cases.ts'
import { produceCases } from './produce-cases.ts'
import { producerIdCases } from './producer-id-cases.ts'
import { topicCases } from './topic-cases.ts'

/** Everything that the embedded cluster and Apache Kafka must agree on. */
export const ALL_CASES: readonly ConformanceCase[] = [
  ...apiVersionsCases,
  ...metadataCases,
  ...topicCases,
  ...producerIdCases,
  ...produceCases,
  ...idempotenceCases,
  ...fetchCases,
  ...offsetCases,
  ...configCases,
  ...membershipCases,
  ...committedOffsetCases,
  ...groupAdminCases,
]
