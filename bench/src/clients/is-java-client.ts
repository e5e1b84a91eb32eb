import type { ClientName, JavaClientName } from './client-names.ts'

/** Whether it runs in Java, which needs `java`, `mvn` and the jars. */
export function isJavaClient(name: ClientName): name is JavaClientName {
  return name === 'java' || name === 'java-best' || name === 'java-performance'
}
