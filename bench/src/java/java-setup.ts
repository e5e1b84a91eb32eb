/** What a Java client needs to be measured. */
export interface JavaSetup {
  /** The folder of Apache Kafka's jars. */
  readonly librariesPath: string
  /** Of Java itself, and of Kafka's client. */
  readonly javaVersion: string
  readonly clientVersion: string
  /** The folder with the values of the scenarios. */
  readonly valuesPath: string
}
