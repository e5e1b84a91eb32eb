import type { ClientName } from './client-names.ts'
import { isConfluentClient } from './is-confluent-client.ts'
import { isJavaClient } from './is-java-client.ts'

/** Why a client cannot run on this machine, as its row says it; null when it can. */
export function absence(
  client: ClientName,
  { hasJava, hasConfluent }: { readonly hasJava: boolean; readonly hasConfluent: boolean },
): string | null {
  if (isJavaClient(client) && !hasJava) return 'no java and mvn'
  if (isConfluentClient(client) && !hasConfluent) return 'not built'
  return null
}
