import { packageVersion } from '../package-version.ts'
import { loadConfluentModule } from './confluent-module.ts'
import { CONFLUENT_PACKAGE } from './confluent-package.ts'

/** The version of the package and of the librdkafka that it was linked with. */
export function confluentVersion(): string {
  const { librdkafkaVersion } = loadConfluentModule()
  return `${packageVersion(CONFLUENT_PACKAGE)} (librdkafka ${librdkafkaVersion})`
}
